namespace Timonier.Cel.Functions;

/// <summary>The parts of moments and of spans of time.</summary>
internal static class Times
{
    private static readonly (string Name, Func<DateTime, long> Part)[] CalendarParts =
    [
        ("getFullYear", t => t.Year),
        ("getMonth", t => t.Month - 1),
        ("getDayOfYear", t => t.DayOfYear - 1),
        ("getDayOfMonth", t => t.Day - 1),
        ("getDate", t => t.Day),
        ("getDayOfWeek", t => (long)t.DayOfWeek),
        ("getHours", t => t.Hour),
        ("getMinutes", t => t.Minute),
        ("getSeconds", t => t.Second),
    ];

    public static void AddTo(FunctionTable table)
    {
        foreach (var (name, part) in CalendarParts)
        {
            table.Member(name, [CelType.Timestamp], CelType.Int, a => Read(a[0], null, part));
            table.Member(name, [CelType.Timestamp, CelType.String], CelType.Int, a => Read(a[0], a[1].AsString(), part));
        }
        table.Member("getMilliseconds", [CelType.Timestamp], CelType.Int, a => CelValue.Of((long)a[0].Nanoseconds / 1_000_000));
        table.Member("getMilliseconds", [CelType.Timestamp, CelType.String], CelType.Int, a => CelValue.Of((long)a[0].Nanoseconds / 1_000_000));
        table.Member("getHours", [CelType.Duration], CelType.Int, a => CelValue.Of(a[0].Nanoseconds / 3_600_000_000_000));
        table.Member("getMinutes", [CelType.Duration], CelType.Int, a => CelValue.Of(a[0].Nanoseconds / 60_000_000_000));
        table.Member("getSeconds", [CelType.Duration], CelType.Int, a => CelValue.Of(a[0].Nanoseconds / 1_000_000_000));
        table.Member("getMilliseconds", [CelType.Duration], CelType.Int, a => CelValue.Of(a[0].Nanoseconds / 1_000_000));
    }

    private static CelValue Read(in CelValue time, string? zone, Func<DateTime, long> part) =>
        CelTimes.TryLocal(time, zone, out var local) ? CelValue.Of(part(local)) : CelValue.Error($"unknown time zone {zone}");
}
