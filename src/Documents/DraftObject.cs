using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Timonier.Documents;

/// <summary>
/// A changeable JSON object. Built by initializer: <c>new DraftObject { ["kind"] = "Pod" }</c>.
/// Setting a member to a C# null removes it; an explicit JSON null is <see cref="Draft.Null"/>.
/// </summary>
public sealed class DraftObject : Draft, IReadOnlyCollection<KeyValuePair<string, Draft>>
{
    // Objects of this API have few members, so a list is smaller and faster than a dictionary; large maps get an index.
    private const int IndexedFrom = 16;
    private readonly List<KeyValuePair<string, Draft>> members = [];
    private Dictionary<string, int>? index;

    public override NodeKind Kind => NodeKind.Object;
    public int Count => members.Count;
    public IEnumerable<string> Names => members.Select(m => m.Key);

    public Draft? this[string name]
    {
        get => TryGet(name, out var value) ? value : null;
        set
        {
            if (value is null)
            {
                Remove(name);
                return;
            }
            var position = PositionOf(name);
            if (position >= 0) members[position] = new(name, value);
            else Append(name, value);
        }
    }

    public bool Has(string name) => PositionOf(name) >= 0;

    public bool TryGet(string name, [NotNullWhen(true)] out Draft? value)
    {
        var position = PositionOf(name);
        value = position < 0 ? null : members[position].Value;
        return position >= 0;
    }

    public bool Remove(string name)
    {
        var position = PositionOf(name);
        if (position < 0) return false;
        members.RemoveAt(position);
        index = null;
        return true;
    }

    /// <summary>The object at that member, made when it is missing or null.</summary>
    public DraftObject Object(string name)
    {
        if (this[name] is DraftObject present) return present;
        var made = new DraftObject();
        this[name] = made;
        return made;
    }

    /// <summary>The array at that member, made when it is missing or null.</summary>
    public DraftArray Array(string name)
    {
        if (this[name] is DraftArray present) return present;
        var made = new DraftArray();
        this[name] = made;
        return made;
    }

    public string String(string name) => this[name]?.AsString() ?? "";

    public override Draft Clone() => CloneObject();

    public DraftObject CloneObject()
    {
        var copy = new DraftObject();
        foreach (var (name, value) in members) copy.Append(name, value.Clone());
        return copy;
    }

    public override void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            JsonText.WriteString(output, members[i].Key);
            output.Write(":"u8);
            members[i].Value.WriteTo(output);
        }
        output.Write("}"u8);
    }

    public IEnumerator<KeyValuePair<string, Draft>> GetEnumerator() => members.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool SameAs(DraftObject other)
    {
        if (members.Count != other.members.Count) return false;
        for (var i = 0; i < members.Count; i++)
        {
            var (name, value) = members[i];
            // Two versions of an object mostly have their members in the same order.
            var theirs = other.members[i].Key == name ? other.members[i].Value : other[name];
            if (theirs is null || !DeepEquals(value, theirs)) return false;
        }
        return true;
    }

    public static DraftObject Of(Document document) => Copy(document.Root);

    internal static DraftObject Copy(Node node)
    {
        var copy = new DraftObject();
        foreach (var member in node.Members) copy[member.Name] = From(member.Value);
        return copy;
    }

    private void Append(string name, Draft value)
    {
        index?.Add(name, members.Count);
        members.Add(new(name, value));
    }

    private int PositionOf(string name)
    {
        if (members.Count >= IndexedFrom)
        {
            index ??= BuildIndex();
            return index.TryGetValue(name, out var position) ? position : -1;
        }
        for (var i = 0; i < members.Count; i++)
            if (string.Equals(members[i].Key, name, StringComparison.Ordinal)) return i;
        return -1;
    }

    private Dictionary<string, int> BuildIndex()
    {
        var built = new Dictionary<string, int>(members.Count, StringComparer.Ordinal);
        for (var i = 0; i < members.Count; i++) built[members[i].Key] = i;
        return built;
    }
}
