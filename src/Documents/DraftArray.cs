using System.Buffers;
using System.Collections;

namespace Timonier.Documents;

/// <summary>A changeable JSON array; like an object, it may stand for a place of a document until it is touched.</summary>
public sealed class DraftArray : Draft, IReadOnlyList<Draft>
{
    private readonly Node place;
    private List<Draft>? taken;

    public DraftArray() => taken = [];

    public DraftArray(IEnumerable<Draft> items) => taken = [.. items];

    internal DraftArray(Node place) => this.place = place;

    public static DraftArray OfTexts(IEnumerable<string> texts) => new(texts.Select(text => (Draft)text));

    public override NodeKind Kind => NodeKind.Array;
    public int Count => taken?.Count ?? place.Count;

    internal override Node Untouched => taken is null ? place : default;

    private List<Draft> Items => taken ??= Take();

    public Draft this[int index]
    {
        get => Items[index];
        set => Items[index] = value;
    }

    public void Add(Draft item) => Items.Add(item);
    public void Insert(int index, Draft item) => Items.Insert(index, item);
    public void RemoveAt(int index) => Items.RemoveAt(index);
    public int RemoveAll(Predicate<Draft> match) => Items.RemoveAll(match);
    public void Clear() => Items.Clear();

    public override Draft Clone() => taken is null ? new DraftArray(place) : new DraftArray(taken.Select(i => i.Clone()));

    public override void WriteTo(IBufferWriter<byte> output)
    {
        if (taken is null)
        {
            output.Write(place.Raw.Span);
            return;
        }
        output.Write("["u8);
        for (var i = 0; i < taken.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            taken[i].WriteTo(output);
        }
        output.Write("]"u8);
    }

    public List<Draft>.Enumerator GetEnumerator() => Items.GetEnumerator();
    IEnumerator<Draft> IEnumerable<Draft>.GetEnumerator() => GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool SameAs(DraftArray other)
    {
        var (mine, others) = (Items, other.Items);
        if (mine.Count != others.Count) return false;
        for (var i = 0; i < mine.Count; i++)
            if (!DeepEquals(mine[i], others[i])) return false;
        return true;
    }

    internal static DraftArray Copy(Node node)
    {
        var copy = new DraftArray();
        foreach (var item in node.Items) copy.Add(From(item));
        return copy;
    }

    // Two threads that read may both do this; they take the same.
    private List<Draft> Take()
    {
        var items = new List<Draft>(place.Count);
        foreach (var item in place.Items) items.Add(Over(item));
        return items;
    }
}
