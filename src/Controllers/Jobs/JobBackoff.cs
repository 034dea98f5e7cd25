namespace Timonier.Controllers.Jobs;

/// <summary>How many pods of a Job failed since the last that succeeded, and when the last of them did.</summary>
public sealed record JobBackoff(int Failures, DateTimeOffset? Last)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    public static JobBackoff None { get; } = new(0, null);

    /// <summary>The same after more pods ended. A success begins the count anew.</summary>
    public JobBackoff After(IEnumerable<JobPod> succeeded, IEnumerable<JobPod> failed)
    {
        DateTimeOffset? success = succeeded.Select(p => (DateTimeOffset?)p.EndedAt).Max();
        var ends = failed.Select(p => p.EndedAt).Where(end => success is null || end > success).ToList();
        var start = success is null ? this : None;
        return ends.Count == 0 ? start : new JobBackoff(start.Failures + ends.Count, ends.Max());
    }

    /// <summary>How long no new pod is made: 10 seconds after the first failure, twice as long after each further, 10 minutes at most.</summary>
    public TimeSpan Remaining(DateTimeOffset now) => Failures == 0 ? TimeSpan.Zero : Remaining(Failures, Last ?? now, now);

    /// <summary>The same for one index, whose last pod knows how often it failed.</summary>
    public static TimeSpan RemainingFor(JobPod? last, DateTimeOffset now) =>
        last is null ? TimeSpan.Zero : Remaining(last.EarlierFailures + last.EarlierIgnored + 1, last.EndedAt, now);

    private static TimeSpan Remaining(int failures, DateTimeOffset last, DateTimeOffset now)
    {
        var whole = First * Math.Pow(2, Math.Min(failures - 1, 10));
        var left = last + (whole < Longest ? whole : Longest) - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
