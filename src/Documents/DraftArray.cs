using System.Buffers;
using System.Collections;

namespace Timonier.Documents;

/// <summary>A changeable JSON array.</summary>
public sealed class DraftArray : Draft, IReadOnlyList<Draft>
{
    private readonly List<Draft> items = [];

    public DraftArray() { }

    public DraftArray(IEnumerable<Draft> items) => this.items.AddRange(items);

    public static DraftArray OfTexts(IEnumerable<string> texts) => new(texts.Select(text => (Draft)text));

    public override NodeKind Kind => NodeKind.Array;
    public int Count => items.Count;

    public Draft this[int index]
    {
        get => items[index];
        set => items[index] = value;
    }

    public void Add(Draft item) => items.Add(item);
    public void Insert(int index, Draft item) => items.Insert(index, item);
    public void RemoveAt(int index) => items.RemoveAt(index);
    public int RemoveAll(Predicate<Draft> match) => items.RemoveAll(match);
    public void Clear() => items.Clear();

    public override Draft Clone() => new DraftArray(items.Select(i => i.Clone()));

    public override void WriteTo(IBufferWriter<byte> output)
    {
        output.Write("["u8);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Write(","u8);
            items[i].WriteTo(output);
        }
        output.Write("]"u8);
    }

    public IEnumerator<Draft> GetEnumerator() => items.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal bool SameAs(DraftArray other)
    {
        if (items.Count != other.items.Count) return false;
        for (var i = 0; i < items.Count; i++)
            if (!DeepEquals(items[i], other.items[i])) return false;
        return true;
    }

    internal static DraftArray Copy(Node node)
    {
        var copy = new DraftArray();
        foreach (var item in node.Items) copy.items.Add(From(item));
        return copy;
    }
}
