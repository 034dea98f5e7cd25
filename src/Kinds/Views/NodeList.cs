using Timonier.Documents;

namespace Timonier.Kinds.Views;

/// <summary>A list of a document, read item by item; a missing list is empty.</summary>
public readonly struct NodeList<T>(Node node, Func<Node, T> read)
{
    public Node Node => node;
    public bool Exists => !node.IsNullOrMissing;
    public int Count => node.Count;

    /// <summary>The item at that position; walks the list, so prefer <c>foreach</c> for more than one.</summary>
    public T this[int position] => read(node[position]);

    public Enumerator GetEnumerator() => new(node.Items.GetEnumerator(), read);

    /// <summary>The items as an array, for code that needs LINQ.</summary>
    public T[] ToArray()
    {
        var items = new T[Count];
        var count = 0;
        foreach (var item in this) items[count++] = item;
        return items;
    }

    public bool Any(Func<T, bool> matches)
    {
        foreach (var item in this)
            if (matches(item)) return true;
        return false;
    }

    public struct Enumerator(Documents.Node.ItemSequence.Enumerator items, Func<Node, T> read)
    {
        private Documents.Node.ItemSequence.Enumerator items = items;

        public readonly T Current => read(items.Current);

        public bool MoveNext() => items.MoveNext();
    }
}
