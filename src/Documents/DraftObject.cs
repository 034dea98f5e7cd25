using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Timonier.Documents;

/// <summary>
/// A changeable JSON object. Built by initializer: <c>new DraftObject { ["kind"] = "Pod" }</c>.
/// Setting a member to a C# null removes it; an explicit JSON null is <see cref="Draft.Null"/>.
/// One that stands for a place of a document (<see cref="Over"/>) takes its members from there when they are asked for.
/// </summary>
public sealed class DraftObject : Draft, IReadOnlyCollection<KeyValuePair<string, Draft>>
{
    // Objects of this API have few members, so a list is smaller and faster than a dictionary; large maps get an index.
    private const int IndexedFrom = 16;

    // How far behind the truth the index may be: a patch that takes out thousands of members would else build it as often.
    private const int MostMoved = 64;
    private readonly Node place;
    private List<KeyValuePair<string, Draft>>? taken;
    private Dictionary<string, int>? index;
    private int moved;

    public DraftObject() => taken = [];

    internal DraftObject(Node place) => this.place = place;

    public override NodeKind Kind => NodeKind.Object;
    public int Count => taken?.Count ?? place.Count;
    public IEnumerable<string> Names => Members.Select(m => m.Key);

    internal override Node Untouched => taken is null ? place : default;

    private List<KeyValuePair<string, Draft>> Members => taken ??= Take();

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
            if (position >= 0) Members[position] = new(name, value);
            else Append(name, value);
        }
    }

    public bool Has(string name) => PositionOf(name) >= 0;

    public bool TryGet(string name, [NotNullWhen(true)] out Draft? value)
    {
        var position = PositionOf(name);
        value = position < 0 ? null : Members[position].Value;
        return position >= 0;
    }

    public bool Remove(string name)
    {
        var position = PositionOf(name);
        if (position < 0) return false;
        Members.RemoveAt(position);
        index?.Remove(name);
        if (++moved > MostMoved) Forget();
        return true;
    }

    /// <summary>Many at once, in one pass.</summary>
    public void RemoveAll(IReadOnlySet<string> names)
    {
        if (Members.RemoveAll(member => names.Contains(member.Key)) > 0) Forget();
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
        if (taken is null) return new DraftObject(place);
        var copy = new DraftObject();
        foreach (var (name, value) in taken) copy.Append(name, value.Clone());
        return copy;
    }

    public override void WriteTo(IBufferWriter<byte> output)
    {
        if (taken is null)
        {
            output.Write(place.Raw.Span);
            return;
        }
        output.Write("{"u8);
        for (var i = 0; i < taken.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            JsonText.WriteString(output, taken[i].Key);
            output.Write(":"u8);
            taken[i].Value.WriteTo(output);
        }
        output.Write("}"u8);
    }

    public List<KeyValuePair<string, Draft>>.Enumerator GetEnumerator() => Members.GetEnumerator();
    IEnumerator<KeyValuePair<string, Draft>> IEnumerable<KeyValuePair<string, Draft>>.GetEnumerator() => GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool SameAs(DraftObject other)
    {
        var (mine, others) = (Members, other.Members);
        if (mine.Count != others.Count) return false;
        for (var i = 0; i < mine.Count; i++)
        {
            var (name, value) = mine[i];
            // Two versions of an object mostly have their members in the same order.
            var theirs = others[i].Key == name ? others[i].Value : other[name];
            if (theirs is null || !DeepEquals(value, theirs)) return false;
        }
        return true;
    }

    public static DraftObject Of(Document document) => Copy(document.Root);

    /// <summary>
    /// A draft of a document that was itself written from one, and so is in the form in which drafts write: what
    /// nobody touches of it is neither read nor written anew, and is known to be the same in another such draft.
    /// </summary>
    public static DraftObject Over(Document document) => new(document.Root);

    internal static DraftObject Copy(Node node)
    {
        var copy = new DraftObject();
        foreach (var member in node.Members) copy[member.Name] = From(member.Value);
        return copy;
    }

    // Two threads that read may both do this; they take the same.
    private List<KeyValuePair<string, Draft>> Take()
    {
        var members = new List<KeyValuePair<string, Draft>>(place.Count);
        foreach (var member in place.Members) members.Add(new(member.Name, Over(member.Value)));
        return members;
    }

    private void Append(string name, Draft value)
    {
        index?.Add(name, Members.Count);
        Members.Add(new(name, value));
    }

    private int PositionOf(string name)
    {
        var members = Members;
        if (members.Count >= IndexedFrom)
        {
            index ??= BuildIndex();
            if (!index.TryGetValue(name, out var position)) return -1;
            // Each member that was taken out since may have moved this one by a place.
            position = Math.Min(position, members.Count - 1);
            while (!string.Equals(members[position].Key, name, StringComparison.Ordinal)) position--;
            return position;
        }
        for (var i = 0; i < members.Count; i++)
            if (string.Equals(members[i].Key, name, StringComparison.Ordinal)) return i;
        return -1;
    }

    private void Forget() => (index, moved) = (null, 0);

    private Dictionary<string, int> BuildIndex()
    {
        var built = new Dictionary<string, int>(Members.Count, StringComparer.Ordinal);
        for (var i = 0; i < Members.Count; i++) built[Members[i].Key] = i;
        return built;
    }
}
