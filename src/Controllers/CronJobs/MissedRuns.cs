using Timonier.Kernel;

namespace Timonier.Controllers.CronJobs;

/// <summary>The runs of a schedule between the last one and now.</summary>
/// <param name="Since">From when they are looked for.</param>
/// <param name="Latest">The latest of them; null when there is none.</param>
/// <param name="Count">How many there are, roughly where a schedule is uneven.</param>
internal sealed record MissedRuns(DateTimeOffset Since, DateTimeOffset? Latest, long Count)
{
    /// <summary>More than this many are worth a warning.</summary>
    public const int Many = 100;

    /// <summary>What is wrong with the schedule.</summary>
    public string? Error { get; private init; }

    public static MissedRuns Find(CronSchedule schedule, TimeZoneInfo zone, DateTimeOffset since, DateTimeOffset now)
    {
        if (schedule.Next(since, zone) is not { } first) return Never(since);
        if (now < first) return new MissedRuns(since, null, 0);
        if (schedule.Next(first, zone) is not { } second) return Never(since);
        if (now < second) return new MissedRuns(since, first, 1);
        // Not one by one: the clock may have jumped by years. The last two are found exactly, as the schedule has them.
        var distance = (long)(second - first).TotalSeconds;
        var count = (long)(now - first).TotalSeconds / distance + 1;
        DateTimeOffset? latest = null;
        for (var run = schedule.Next(first.AddSeconds((count - 2) * distance), zone); run <= now; run = schedule.Next(run.Value, zone)) latest = run;
        return new MissedRuns(since, latest, count);
    }

    private static MissedRuns Never(DateTimeOffset since) => new(since, null, 0) { Error = "time difference between two schedules is less than 1 second" };
}
