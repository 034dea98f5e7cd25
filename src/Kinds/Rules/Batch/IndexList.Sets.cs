using System.Globalization;

namespace Timonier.Kinds;

public sealed partial record IndexList
{
    public static IndexList None { get; } = new([]);

    /// <summary>What a controller reads back of its own text: indexes from <paramref name="limit"/> on are left out, and so is what is no list.</summary>
    public static IndexList Read(string text, int limit) => (Parse(text, long.MaxValue, out _) ?? None).Below(limit);

    public bool Contains(int index) => Intervals.Any(i => i.First <= index && index <= i.Last);

    public IndexList With(IEnumerable<int> indexes) => Joined(Intervals.Concat(indexes.Select(i => (i, i))));

    public IndexList With(IndexList other) => Joined(Intervals.Concat(other.Intervals));

    public IndexList Without(IndexList other) =>
        new([.. other.Intervals.Aggregate((IEnumerable<(int First, int Last)>)Intervals, (kept, hole) => kept.SelectMany(i => Outside(i, hole)))]);

    /// <summary>How many indexes both lists have.</summary>
    public int CountShared(IndexList other) =>
        (from mine in Intervals from its in other.Intervals select Math.Max(0, Math.Min(mine.Last, its.Last) - Math.Max(mine.First, its.First) + 1)).Sum();

    /// <summary>The indexes below the limit that this list does not have, in order.</summary>
    public IEnumerable<int> Missing(int limit)
    {
        var next = 0;
        foreach (var (first, last) in Joined(Intervals).Intervals.Append((limit, limit)))
        {
            for (; next < Math.Min(first, limit); next++) yield return next;
            next = last + 1;
        }
    }

    /// <summary>The text form: three or more in a row as their ends.</summary>
    public string ToText() => string.Join(',', Joined(Intervals).Intervals.Select(i =>
        i.First == i.Last ? Text(i.First) : $"{Text(i.First)}{(i.Last == i.First + 1 ? ',' : '-')}{Text(i.Last)}"));

    private IndexList Below(int limit) => new([.. Intervals.Where(i => i.First < limit).Select(i => (i.First, Math.Min(i.Last, limit - 1)))]);

    private static IEnumerable<(int First, int Last)> Outside((int First, int Last) interval, (int First, int Last) hole)
    {
        if (hole.Last < interval.First || interval.Last < hole.First) return [interval];
        (int First, int Last)[] sides = [(interval.First, hole.First - 1), (hole.Last + 1, interval.Last)];
        return sides.Where(s => s.First <= s.Last);
    }

    private static IndexList Joined(IEnumerable<(int First, int Last)> intervals)
    {
        var joined = new List<(int First, int Last)>();
        foreach (var interval in intervals.OrderBy(i => i.First))
        {
            if (joined.Count > 0 && interval.First <= joined[^1].Last + 1) joined[^1] = (joined[^1].First, Math.Max(joined[^1].Last, interval.Last));
            else joined.Add(interval);
        }
        return new IndexList(joined);
    }

    private static string Text(int index) => index.ToString(CultureInfo.InvariantCulture);
}
