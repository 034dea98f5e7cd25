using System.Globalization;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Indexes of an indexed Job in their text form: <c>1,3-5,7</c>.</summary>
public sealed partial record IndexList(IReadOnlyList<(int First, int Last)> Intervals)
{
    public int Total => Intervals.Sum(i => i.Last - i.First + 1);

    /// <param name="text">The text; an empty one has no indexes.</param>
    /// <param name="completions">How many indexes the Job has.</param>
    /// <param name="error">What is wrong, in the words that follow "error parsing".</param>
    public static IndexList? Parse(string text, long completions, out string error)
    {
        error = "";
        var intervals = new List<(int First, int Last)>();
        if (text.Length == 0) return new IndexList(intervals);
        foreach (var part in text.Split(','))
        {
            var ends = part.Split('-');
            if (ends.Length > 2) error = $"the fragment {GoText.Quote(part)} violates the requirement that an index interval can have at most two parts separated by '-'";
            if (error.Length > 0 || !Index(ends[0], completions, out var first, ref error) || !Index(ends[^1], completions, out var last, ref error)) return null;
            if (ends.Length == 2 && first >= last) error = OutOfOrder(first, last);
            else if (intervals.Count > 0 && intervals[^1].Last >= first) error = OutOfOrder(intervals[^1].Last, first);
            if (error.Length > 0) return null;
            intervals.Add((first, last));
        }
        return new IndexList(intervals);
    }

    /// <summary>The lowest index that both lists have.</summary>
    public int? FirstShared(IndexList other)
    {
        var shared = from mine in Intervals
                     from its in other.Intervals
                     where mine.First <= its.Last && its.First <= mine.Last
                     select Math.Max(mine.First, its.First);
        return shared.Select(i => (int?)i).Min();
    }

    private static bool Index(string text, long completions, out int index, ref string error)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index)) error = $"cannot convert string to integer for index: {GoText.Quote(text)}";
        else if (index >= completions) error = $"too large index: {GoText.Quote(text)}";
        return error.Length == 0;
    }

    private static string OutOfOrder(int before, int now) => $"non-increasing order, previous: {before}, current: {now}";
}
