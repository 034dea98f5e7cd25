using System.Globalization;

namespace Timonier.Documents;

/// <summary>A total order of JSON values: numbers, strings, booleans, lists, objects, null.</summary>
internal static class DraftOrder
{
    public static int Compare(Draft left, Draft right)
    {
        var rank = Rank(left.Kind).CompareTo(Rank(right.Kind));
        if (rank != 0) return rank;
        return (left, right) switch
        {
            (DraftScalar a, DraftScalar b) when a.Kind == NodeKind.Number => Number(a).CompareTo(Number(b)),
            (DraftScalar a, DraftScalar b) => string.CompareOrdinal(a.Text, b.Text),
            (DraftArray a, DraftArray b) => Lists(a, b),
            (DraftObject a, DraftObject b) => Objects(a, b),
            _ => 0,
        };
    }

    private static int Lists(DraftArray left, DraftArray right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
            if (Compare(left[i], right[i]) is not 0 and var order) return order;
        return left.Count.CompareTo(right.Count);
    }

    private static int Objects(DraftObject left, DraftObject right)
    {
        var (a, b) = (Sorted(left), Sorted(right));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (string.CompareOrdinal(a[i].Key, b[i].Key) is not 0 and var name) return name;
            if (Compare(a[i].Value, b[i].Value) is not 0 and var order) return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    private static KeyValuePair<string, Draft>[] Sorted(DraftObject value) => [.. value.OrderBy(m => m.Key, StringComparer.Ordinal)];

    private static double Number(DraftScalar value) => double.Parse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static int Rank(NodeKind kind) => kind switch
    {
        NodeKind.Number => 0,
        NodeKind.String => 1,
        NodeKind.False or NodeKind.True => 2,
        NodeKind.Array => 3,
        NodeKind.Object => 4,
        _ => 5,
    };
}
