using System.Diagnostics.Metrics;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>Steps and ends of Jobs, under upstream's names.</summary>
internal static class JobMetrics
{
    private static readonly Meter Meter = new("Timonier.Controllers.Jobs");
    private static readonly Counter<long> Syncs = Meter.CreateCounter<long>("job_controller_job_syncs_total");
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("job_controller_job_sync_duration_seconds", "s");
    private static readonly Counter<long> Finished = Meter.CreateCounter<long>("job_controller_jobs_finished_total");

    public static void Synced(JobPlan plan, ReconcileOutcome outcome, TimeSpan duration)
    {
        KeyValuePair<string, object?>[] labels =
        [
            new("completion_mode", Mode(plan.Tally.Job.Source)),
            new("result", outcome.Failure is null ? "success" : "error"),
            new("action", plan.Create.Count > 0 ? "pods_created" : plan.Delete.Count > 0 ? "pods_deleted" : plan.Counting.Any() ? "tracking" : "reconciling"),
        ];
        Syncs.Add(1, labels);
        Durations.Record(duration.TotalSeconds, labels);
    }

    /// <summary>A Job after its last write of a step; only the step that ends it counts.</summary>
    public static void Closed(Document job)
    {
        if (JobFacts.End(job) is not { } end) return;
        Finished.Add(1, new("completion_mode", Mode(job)), new("result", end.Type == "Complete" ? "succeeded" : "failed"), new("reason", end.Reason));
    }

    private static string Mode(Document job) => job.Spec["completionMode"u8].AsStringOrNull() ?? "NonIndexed";
}
