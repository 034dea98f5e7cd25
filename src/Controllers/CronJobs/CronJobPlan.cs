using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.CronJobs;

/// <summary>The next step of one CronJob: Jobs to delete, the Job to start, and what its status says afterwards.</summary>
public sealed record CronJobPlan
{
    // A little late rather than a little early.
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    private readonly CronJobModel model;
    private readonly CronJobStatus status;

    private CronJobPlan(CronJobModel model, CronJobStatus status) => (this.model, this.status) = (model, status);

    /// <summary>Jobs beyond the history limits, and those that a new one replaces.</summary>
    public IReadOnlyList<DeleteAction> Delete { get; private init; } = [];

    /// <summary>The Job to start; its name may turn out to be taken, by our own earlier write above all.</summary>
    public CreateAction? Start { get; private init; }

    /// <summary>The time that it is the Job of.</summary>
    public DateTimeOffset? Scheduled { get; private init; }

    public IReadOnlyList<EventNote> Notes { get; private init; } = [];
    public TimeSpan? LookAgainAfter { get; private init; }

    /// <param name="cronJob">The CronJob as it is stored now.</param>
    /// <param name="jobs">The Jobs it owns, and all that its status names as active and that still exist.</param>
    /// <param name="now">The time.</param>
    public static CronJobPlan Compute(Document cronJob, IReadOnlyCollection<Document> jobs, DateTimeOffset now)
    {
        var model = new CronJobModel(cronJob);
        var notes = new List<EventNote>();
        var status = CronJobStatus.Of(model, jobs, notes);
        var plan = new CronJobPlan(model, status) { Delete = [.. CronJobHistory.Expired(model, jobs)], Notes = notes };
        if (PodFacts.IsDeleting(cronJob)) return plan;
        if (model.Zone is not { } zone) return plan.Telling("Warning", "UnknownTimeZone", $"invalid timeZone: {GoText.Quote(model.ZoneName)}: unknown time zone {model.ZoneName}");
        if (model.Spec["suspend"u8].AsBool()) return plan;
        if (model.SaysZoneInSchedule)
            plan = plan.Telling("Warning", "UnsupportedSchedule", $"CRON_TZ or TZ used in schedule {GoText.Quote(model.Schedule)} is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details");
        if (CronSchedule.Parse(model.Schedule, out var error) is not { } schedule) return plan.Telling("Warning", "UnparseableSchedule", $"unparseable schedule: {GoText.Quote(model.Schedule)} : {error}");
        var missed = MissedRuns.Find(schedule, zone, model.Since(now), now);
        if (missed.Error is { } wrong) return plan.Telling("Warning", "InvalidSchedule", $"invalid schedule: {model.Schedule} : {wrong}");
        plan = plan with { LookAgainAfter = NextIn(model, schedule, zone, now) };
        if (missed.Latest is not { } scheduled) return plan;
        if (missed.Count > MissedRuns.Many)
            plan = plan.Telling("Warning", "TooManyMissedTimes", "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew");
        return plan.Due(scheduled, zone, now);
    }

    /// <summary>The CronJob with its status after the writes; null when it stands already.</summary>
    /// <param name="deleted">The uids of the Jobs that were deleted.</param>
    /// <param name="started">The Job of this time, if it is there now.</param>
    public DraftObject? Status(IReadOnlySet<string> deleted, Document? started) => status.After(deleted, started, Scheduled).Changed(model.Source);

    private CronJobPlan Due(DateTimeOffset scheduled, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (scheduled + model.StartingDeadline < now)
            return Telling("Warning", "MissSchedule", $"Missed scheduled time to start a job: {scheduled.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", System.Globalization.CultureInfo.InvariantCulture)}");
        var name = model.JobName(scheduled);
        if (status.Active.Any(a => a.Name == name) || model.LastScheduleTime == scheduled) return this;
        if (model.Concurrency == "Forbid" && status.Active.Count > 0)
            return Telling("Normal", "JobAlreadyActive", "Not starting job because prior execution is running and concurrency policy is Forbid");
        var replaced = model.Concurrency == "Replace" ? status.Active.Select(a => CronJobHistory.Deletion(model, a.Namespace, a.Name, a.Uid)) : [];
        var start = new CreateAction(CoreResources.Jobs, model.Source.Namespace, model.Job(scheduled, zone)) { Event = new EventNote(model.About, "Normal", "SuccessfulCreate", $"Created job {name}") };
        return this with { Delete = [.. Delete, .. replaced], Start = start, Scheduled = scheduled };
    }

    /// <summary>When the next run comes: counted from the last, so that a period keeps its beat, or from now if some were missed.</summary>
    private static TimeSpan? NextIn(CronJobModel model, CronSchedule schedule, TimeZoneInfo zone, DateTimeOffset now)
    {
        var missed = MissedRuns.Find(schedule, zone, model.Since(null), now);
        var from = missed.Error is null ? missed.Latest ?? (missed.Count == 0 ? missed.Since : now) : now;
        return schedule.Next(from, zone) + Late - now;
    }

    private CronJobPlan Telling(string type, string reason, string message) => this with { Notes = [.. Notes, new EventNote(model.About, type, reason, message)] };
}
