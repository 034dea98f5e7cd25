using System.Globalization;
using Timonier.Kernel;

namespace Timonier.Documents;

/// <summary>One step of a path into an object: <c>f:spec</c>, <c>k:{"name":"web"}</c>, <c>v:"a"</c> or <c>i:3</c>.</summary>
public readonly struct FieldStep : IEquatable<FieldStep>, IComparable<FieldStep>
{
    // The keys as an object with sorted names, or the value; what ordering and messages need beyond the text.
    private readonly Draft? detail;

    private FieldStep(FieldStepKind kind, string name, Draft? detail = null)
    {
        Kind = kind;
        Name = name;
        this.detail = detail;
    }

    public FieldStepKind Kind { get; }

    /// <summary>The name of a field; otherwise the JSON text of keys, value or position.</summary>
    public string Name { get; }

    /// <summary>The step as a member name of a field set in its JSON form.</summary>
    public string Text => Kind switch
    {
        FieldStepKind.Field => "f:" + Name,
        FieldStepKind.Key => "k:" + Name,
        FieldStepKind.Value => "v:" + Name,
        _ => "i:" + Name,
    };

    public static FieldStep Field(string name) => new(FieldStepKind.Field, name);

    public static FieldStep Key(IEnumerable<KeyValuePair<string, Draft>> keys)
    {
        var sorted = new DraftObject();
        // Most lists have one key: there is nothing to sort.
        foreach (var (name, value) in keys is IReadOnlyCollection<KeyValuePair<string, Draft>> { Count: 1 } ? keys : keys.OrderBy(k => k.Key, StringComparer.Ordinal)) sorted[name] = value;
        return new FieldStep(FieldStepKind.Key, sorted.ToString(), sorted);
    }

    public static FieldStep Value(Draft value) => new(FieldStepKind.Value, value.ToString(), value);

    public static FieldStep Index(int position) => new(FieldStepKind.Index, position.ToString(CultureInfo.InvariantCulture));

    /// <summary>
    /// Reads the JSON form; null for a kind of step that is not known, which a later version may have written.
    /// </summary>
    /// <exception cref="FormatException">The text cannot be a step of any version.</exception>
    public static FieldStep? Parse(string text)
    {
        if (text.Length < 2 || text[1] != ':') throw new FormatException($"{GoText.Quote(text)} is not a step of a field path");
        var rest = text[2..];
        switch (text[0])
        {
            case 'f':
                return Field(rest);
            case 'k':
                return Draft.From(Document.Parse(rest).Root) is DraftObject keys ? Key(keys) : throw new FormatException($"{GoText.Quote(text)} does not name keys");
            case 'v':
                return Value(Draft.From(Document.Parse(rest).Root));
            case 'i':
                return int.TryParse(rest, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var position) ? Index(position) : throw new FormatException($"{GoText.Quote(text)} does not name a position");
            default:
                return null;
        }
    }

    public bool Equals(FieldStep other) => Kind == other.Kind && string.Equals(Name, other.Name, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is FieldStep other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Kind, Name.GetHashCode(StringComparison.Ordinal));

    public int CompareTo(FieldStep other)
    {
        if (Kind != other.Kind) return Kind.CompareTo(other.Kind);
        return Kind switch
        {
            FieldStepKind.Field => string.CompareOrdinal(Name, other.Name),
            FieldStepKind.Index => int.Parse(Name, CultureInfo.InvariantCulture).CompareTo(int.Parse(other.Name, CultureInfo.InvariantCulture)),
            _ => DraftOrder.Compare(detail!, other.detail!),
        };
    }

    /// <summary>The step as messages show it: <c>.spec</c>, <c>[name="web"]</c>, <c>[="a"]</c>, <c>[3]</c>.</summary>
    public override string ToString() => Kind switch
    {
        FieldStepKind.Field => "." + Name,
        FieldStepKind.Key => $"[{string.Join(',', ((DraftObject)detail!).Select(k => $"{k.Key}={Shown(k.Value)}"))}]",
        FieldStepKind.Value => $"[={Shown(detail!)}]",
        _ => $"[{Name}]",
    };

    public static bool operator ==(FieldStep left, FieldStep right) => left.Equals(right);
    public static bool operator !=(FieldStep left, FieldStep right) => !left.Equals(right);
    public static bool operator <(FieldStep left, FieldStep right) => left.CompareTo(right) < 0;
    public static bool operator >(FieldStep left, FieldStep right) => left.CompareTo(right) > 0;
    public static bool operator <=(FieldStep left, FieldStep right) => left.CompareTo(right) <= 0;
    public static bool operator >=(FieldStep left, FieldStep right) => left.CompareTo(right) >= 0;

    private static string Shown(Draft value) => value switch
    {
        DraftScalar { Kind: NodeKind.String } text => GoText.Quote(text.Text),
        DraftArray list => $"[{string.Join(',', list.Select(Shown))}]",
        DraftObject map => $"{{{string.Join(';', map.Select(m => $"{m.Key}={Shown(m.Value)}"))}}}",
        _ => value.ToString(),
    };
}
