namespace Timonier.Kinds;

/// <summary>Rules of the group <c>batch</c>.</summary>
internal static class BatchRules
{
    public static readonly KindRules[] Kinds =
    [
        new("batch", "Job", JobRules.Job) { Status = JobStatusRules.Status },
        new("batch", "CronJob", CronJobRules.CronJob),
    ];
}
