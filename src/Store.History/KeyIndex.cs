using Timonier.Contracts.Store;

namespace Timonier.Store.History;

/// <summary>
/// The live entries in key order: an immutable balanced (AVL) tree that knows the size of every branch, so
/// that a reader keeps a consistent view for as long as it likes and counting needs no walk.
/// </summary>
internal sealed class KeyIndex
{
    public static readonly KeyIndex Empty = new(null);

    private readonly Node? root;

    private KeyIndex(Node? root) => this.root = root;

    public int Count => SizeOf(root);

    /// <param name="ordered">Entries in key order, each key once.</param>
    public static KeyIndex Of(ReadOnlySpan<StoreEntry> ordered) => new(Build(ordered));

    public StoreEntry? Find(string key)
    {
        var node = root;
        while (node is not null)
        {
            var order = Utf8Order.Compare(key, node.Entry.Key);
            if (order == 0)
                return node.Entry;
            node = order < 0 ? node.Left : node.Right;
        }

        return null;
    }

    public KeyIndex Set(StoreEntry entry) => new(Set(root, entry));

    public KeyIndex Remove(string key) => Find(key) is null ? this : new(Remove(root!, key));

    /// <summary>The ranks [from, to) of the keys with this prefix that come behind <paramref name="after"/>.</summary>
    public (int From, int To) RangeOf(string prefix, string after)
    {
        var from = RankWhere(prefix, static (key, bound) => Utf8Order.Compare(key, bound) < 0);
        var to = RankWhere(prefix, static (key, bound) =>
            Utf8Order.Compare(key, bound) < 0 || key.StartsWith(bound, StringComparison.Ordinal));
        if (after.Length > 0)
            from = Math.Max(from, RankWhere(after, static (key, bound) => Utf8Order.Compare(key, bound) <= 0));
        return (from, Math.Max(from, to));
    }

    /// <summary>Copies the entries from that rank on, as many as the target holds.</summary>
    public void CopyTo(int from, Span<StoreEntry> target)
    {
        if (target.Length > 0)
            Copy(root!, from, target);
    }

    /// <summary>How many keys satisfy a condition that holds for a first part of the order only.</summary>
    private int RankWhere(string bound, Func<string, string, bool> isBefore)
    {
        var rank = 0;
        var node = root;
        while (node is not null)
        {
            if (isBefore(node.Entry.Key, bound))
            {
                rank += SizeOf(node.Left) + 1;
                node = node.Right;
            }
            else
            {
                node = node.Left;
            }
        }

        return rank;
    }

    private static void Copy(Node node, int from, Span<StoreEntry> target)
    {
        var left = SizeOf(node.Left);
        if (from < left)
        {
            var taken = Math.Min(left - from, target.Length);
            Copy(node.Left!, from, target[..taken]);
            target = target[taken..];
            from = left;
        }

        if (target.Length == 0)
            return;

        if (from == left)
        {
            target[0] = node.Entry;
            target = target[1..];
            from++;
        }

        if (target.Length > 0)
            Copy(node.Right!, from - left - 1, target);
    }

    private static Node? Build(ReadOnlySpan<StoreEntry> ordered)
    {
        if (ordered.Length == 0)
            return null;
        var middle = ordered.Length / 2;
        return new Node(ordered[middle], Build(ordered[..middle]), Build(ordered[(middle + 1)..]));
    }

    private static Node Set(Node? node, StoreEntry entry)
    {
        if (node is null)
            return new Node(entry, null, null);

        var order = Utf8Order.Compare(entry.Key, node.Entry.Key);
        if (order == 0)
            return new Node(entry, node.Left, node.Right);
        return order < 0
            ? Balance(node.Entry, Set(node.Left, entry), node.Right)
            : Balance(node.Entry, node.Left, Set(node.Right, entry));
    }

    private static Node? Remove(Node node, string key)
    {
        var order = Utf8Order.Compare(key, node.Entry.Key);
        if (order < 0)
            return Balance(node.Entry, Remove(node.Left!, key), node.Right);
        if (order > 0)
            return Balance(node.Entry, node.Left, Remove(node.Right!, key));
        if (node.Left is null)
            return node.Right;
        if (node.Right is null)
            return node.Left;

        var next = node.Right;
        while (next.Left is not null)
            next = next.Left;
        return Balance(next.Entry, node.Left, Remove(node.Right, next.Entry.Key));
    }

    private static Node Balance(StoreEntry entry, Node? left, Node? right)
    {
        var lean = HeightOf(left) - HeightOf(right);
        if (lean > 1)
        {
            return HeightOf(left!.Left) >= HeightOf(left.Right)
                ? new Node(left.Entry, left.Left, new Node(entry, left.Right, right))
                : new Node(left.Right!.Entry,
                    new Node(left.Entry, left.Left, left.Right.Left),
                    new Node(entry, left.Right.Right, right));
        }

        if (lean < -1)
        {
            return HeightOf(right!.Right) >= HeightOf(right.Left)
                ? new Node(right.Entry, new Node(entry, left, right.Left), right.Right)
                : new Node(right.Left!.Entry,
                    new Node(entry, left, right.Left.Left),
                    new Node(right.Entry, right.Left.Right, right.Right));
        }

        return new Node(entry, left, right);
    }

    private static int SizeOf(Node? node) => node?.Size ?? 0;

    private static int HeightOf(Node? node) => node?.Height ?? 0;

    private sealed class Node(StoreEntry entry, Node? left, Node? right)
    {
        public readonly StoreEntry Entry = entry;
        public readonly Node? Left = left;
        public readonly Node? Right = right;
        public readonly int Size = SizeOf(left) + SizeOf(right) + 1;
        public readonly int Height = Math.Max(HeightOf(left), HeightOf(right)) + 1;
    }
}
