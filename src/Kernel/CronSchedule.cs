using System.Globalization;

namespace Timonier.Kernel;

/// <summary>
/// A schedule of five fields, or a named one such as <c>@daily</c>, or <c>@every</c> with a duration. What is wrong with
/// a text is told in the words that users of CronJobs know.
/// </summary>
public sealed partial record CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    /// <summary>The allowed minutes, hours, days of the month, months and days of the week (Sunday is 0), a bit each.</summary>
    public ulong Minutes { get; private init; }
    public ulong Hours { get; private init; }
    public ulong DaysOfMonth { get; private init; }
    public ulong MonthsOfYear { get; private init; }
    public ulong DaysOfWeek { get; private init; }

    /// <summary>Whether a star stands for the days, so that only the other kind of day decides.</summary>
    public bool AnyDayOfMonth { get; private init; }
    public bool AnyDayOfWeek { get; private init; }

    /// <summary>The distance between runs of <c>@every</c>; null for any other schedule.</summary>
    public TimeSpan? Every { get; private init; }

    public static CronSchedule? Parse(string text, out string error)
    {
        error = "";
        if (text.Length == 0) return Fail("empty spec string", out error);
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            // The zone is refused elsewhere; what is behind it is still a schedule.
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            if (space < 0) return Fail("provided bad location " + text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..], out error);
            text = text[space..].Trim();
        }
        if (text.StartsWith("@every ", StringComparison.Ordinal))
        {
            return GoDuration.TryParse(text["@every ".Length..], out var every)
                ? new CronSchedule { Every = every < TimeSpan.FromSeconds(1) ? TimeSpan.FromSeconds(1) : every }
                : Fail($"failed to parse duration {text}: time: invalid duration {GoText.Quote(text["@every ".Length..])}", out error);
        }
        if (text.StartsWith('@') && !Named.ContainsKey(text)) return Fail("unrecognized descriptor: " + text, out error);
        var fields = Named.GetValueOrDefault(text, text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 5) return Fail($"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]", out error);
        var schedule = new CronSchedule
        {
            Minutes = Field(fields[0], 0, 59, [], ref error),
            Hours = Field(fields[1], 0, 23, [], ref error),
            DaysOfMonth = Field(fields[2], 1, 31, [], ref error),
            MonthsOfYear = Field(fields[3], 1, 12, Months, ref error),
            DaysOfWeek = Field(fields[4], 0, 6, Days, ref error),
            AnyDayOfMonth = IsStar(fields[2]),
            AnyDayOfWeek = IsStar(fields[4]),
        };
        return error.Length == 0 ? schedule : null;
    }

    private static CronSchedule? Fail(string why, out string error)
    {
        error = why;
        return null;
    }

    private static bool IsStar(string field) => field.Split(',').Any(p => p[..Math.Max(0, p.IndexOf('/', StringComparison.Ordinal))] is "*" or "?" || p is "*" or "?");

    /// <summary>The values of one field; of several mistakes the first is kept.</summary>
    private static ulong Field(string field, int low, int high, string[] names, ref string error)
    {
        ulong bits = 0;
        foreach (var part in field.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (error.Length > 0) return 0;
            bits |= Range(part, low, high, names, ref error);
        }
        return bits;
    }

    private static ulong Range(string text, int low, int high, string[] names, ref string error)
    {
        var (range, steps) = (text.Split('/'), 1);
        var ends = range[0].Split('-');
        int start, end;
        if (ends[0] is "*" or "?") (start, end) = (low, high);
        else
        {
            start = Value(ends[0], low, names, ref error);
            end = ends.Length > 1 ? Value(ends[1], low, names, ref error) : start;
            if (ends.Length > 2) error = "too many hyphens: " + text;
        }
        if (range.Length > 2 && error.Length == 0) error = "too many slashes: " + text;
        if (range.Length == 2 && error.Length == 0)
        {
            steps = Value(range[1], 0, [], ref error);
            if (ends.Length == 1) end = high;
        }
        if (error.Length > 0) return 0;
        if (start < low) error = $"beginning of range ({start}) below minimum ({low}): {text}";
        else if (end > high) error = $"end of range ({end}) above maximum ({high}): {text}";
        else if (start > end) error = $"beginning of range ({start}) beyond end of range ({end}): {text}";
        else if (steps == 0) error = "step of range should be a positive number: " + text;
        if (error.Length > 0) return 0;
        ulong bits = 0;
        for (var value = start; value <= end; value += steps) bits |= 1UL << value;
        return bits;
    }

    private static int Value(string text, int low, string[] names, ref string error)
    {
        var named = Array.IndexOf(names, text.ToLowerInvariant());
        if (named >= 0) return named + low;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            if (error.Length == 0) error = $"failed to parse int from {text}: strconv.Atoi: parsing {GoText.Quote(text)}: invalid syntax";
        }
        else if (value < 0 && error.Length == 0) error = $"negative number ({value}) not allowed: {text}";
        return value;
    }
}
