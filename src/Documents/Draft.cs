using System.Buffers;
using System.Globalization;
using System.Text;
using Timonier.Kernel;

namespace Timonier.Documents;

/// <summary>
/// A JSON value that can be changed: what a write works on before it becomes a <see cref="Document"/>.
/// Numbers keep the digits they came with, objects the order of their members.
/// </summary>
public abstract class Draft
{
    public abstract NodeKind Kind { get; }

    public static DraftScalar Null => DraftScalar.NullValue;

    /// <summary>A changeable copy of a place in a document; JSON null for a missing place.</summary>
    public static Draft From(Node node) => node.Kind switch
    {
        NodeKind.Object => DraftObject.Copy(node),
        NodeKind.Array => DraftArray.Copy(node),
        NodeKind.String => new DraftScalar(node.AsString()),
        NodeKind.Number => DraftScalar.NumberOf(node.Raw),
        NodeKind.True => DraftScalar.TrueValue,
        NodeKind.False => DraftScalar.FalseValue,
        _ => DraftScalar.NullValue,
    };

    /// <summary>As <see cref="From"/>, but objects and arrays stand for their places until they are touched.</summary>
    public static Draft Over(Node node) => node.Kind switch
    {
        NodeKind.Object => new DraftObject(node),
        NodeKind.Array => new DraftArray(node),
        _ => From(node),
    };

    public abstract Draft Clone();

    /// <summary>Whether this is still what stands in that document, without having been touched.</summary>
    public bool IsAsIn(Document? document) => document is not null && Untouched.Document == document;

    /// <summary>The place that this stands for while nobody has touched it; missing for anything else.</summary>
    internal virtual Node Untouched => default;

    /// <summary>Whether both stand untouched for one place; what is not so may be equal all the same.</summary>
    internal static bool AreOnePlace(Draft? left, Draft? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && left.Untouched is { Exists: true } place && place.IsSame(right.Untouched));

    /// <summary>How many objects and arrays stand within each other here; what is untouched stays so.</summary>
    public int Depth => this switch
    {
        { Untouched: { Exists: true } place } => DepthOf(place),
        DraftObject map => 1 + map.Select(member => member.Value.Depth).DefaultIfEmpty().Max(),
        DraftArray list => 1 + list.Select(item => item.Depth).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static int DepthOf(Node place)
    {
        if (!place.IsObject && !place.IsArray) return 0;
        var inside = 0;
        foreach (var item in place.Items) inside = Math.Max(inside, DepthOf(item));
        foreach (var member in place.Members) inside = Math.Max(inside, DepthOf(member.Value));
        return 1 + inside;
    }

    public abstract void WriteTo(IBufferWriter<byte> output);

    public Document ToDocument()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        WriteTo(buffer);
        return Document.Parse(buffer.WrittenMemory);
    }

    /// <summary>Equal as JSON values: order of members does not count, 1 and 1.0 differ.</summary>
    public static bool DeepEquals(Draft? left, Draft? right) => AreOnePlace(left, right) || (left, right) switch
    {
        (null, _) or (_, null) => false,
        (DraftObject a, DraftObject b) => a.SameAs(b),
        (DraftArray a, DraftArray b) => a.SameAs(b),
        (DraftScalar a, DraftScalar b) => a.SameAs(b),
        _ => false,
    };

    public string AsString() => this is DraftScalar { Kind: NodeKind.String } scalar ? scalar.Text : "";

    public override string ToString()
    {
        var buffer = new ArrayBufferWriter<byte>();
        WriteTo(buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static implicit operator Draft(string? text) => text is null ? Null : new DraftScalar(text);
    public static implicit operator Draft(long number) => DraftScalar.Number(number.ToString(CultureInfo.InvariantCulture));
    public static implicit operator Draft(int number) => DraftScalar.Number(number.ToString(CultureInfo.InvariantCulture));
    public static implicit operator Draft(bool value) => value ? DraftScalar.TrueValue : DraftScalar.FalseValue;
    public static implicit operator Draft(Node node) => From(node);

    /// <summary>A time as the API writes it: UTC, whole seconds.</summary>
    public static implicit operator Draft(DateTimeOffset time) => new DraftScalar(ApiTime.Seconds(time));
}
