using System.Globalization;
using Timonier.Client.Events;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.CronJobs;

/// <summary>A CronJob as its plan reads it.</summary>
internal sealed record CronJobModel(Document Source)
{
    private const string ScheduledName = "batch.kubernetes.io/cronjob-scheduled-timestamp";

    public Node Spec => Source.Spec;
    public string Schedule => Spec["schedule"u8].AsString();

    /// <summary>As its field says, or as old CronJobs say in front of the schedule; new ones with that are refused.</summary>
    public string ZoneName => Spec["timeZone"u8].AsStringOrNull() ?? (SaysZoneInSchedule ? Schedule[(Schedule.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(' ')[0] : "");

    public bool SaysZoneInSchedule => Schedule.StartsWith("TZ=", StringComparison.Ordinal) || Schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal);

    public string Concurrency => Spec["concurrencyPolicy"u8].AsString();
    public TimeSpan? StartingDeadline => Spec["startingDeadlineSeconds"u8].AsInt64OrNull() is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
    public DateTimeOffset? LastScheduleTime => Source.Status["lastScheduleTime"u8].AsTime();

    public ObjectReference About => ObjectReference.To(Source) with { ApiVersion = "batch/v1", Kind = "CronJob" };

    /// <summary>The zone of its schedule; null when nobody knows it.</summary>
    public TimeZoneInfo? Zone => ZoneName.Length == 0 ? TimeZoneInfo.Utc : TimeZoneInfo.TryFindSystemTimeZoneById(ZoneName, out var found) ? found : null;

    /// <summary>From when runs may have been missed.</summary>
    /// <param name="now">The time; a deadline is counted back from it, null: no deadline.</param>
    public DateTimeOffset Since(DateTimeOffset? now)
    {
        var since = LastScheduleTime ?? Source.Metadata["creationTimestamp"u8].AsTime() ?? DateTimeOffset.UnixEpoch;
        return now - StartingDeadline is { } deadline && deadline > since ? deadline : since;
    }

    /// <summary>The name is the lock: of one scheduled minute there is one Job, whoever makes it.</summary>
    public string JobName(DateTimeOffset scheduled) => $"{Source.Name}-{(scheduled.ToUnixTimeSeconds() / 60).ToString(CultureInfo.InvariantCulture)}";

    public DraftObject Job(DateTimeOffset scheduled, TimeZoneInfo zone)
    {
        var template = Spec["jobTemplate"u8];
        var metadata = new DraftObject { ["name"] = JobName(scheduled), ["namespace"] = Source.Namespace };
        if (template["metadata"u8]["labels"u8].Count > 0) metadata["labels"] = template["metadata"u8]["labels"u8];
        if (template["metadata"u8]["annotations"u8].Count > 0) metadata["annotations"] = template["metadata"u8]["annotations"u8];
        var local = TimeZoneInfo.ConvertTime(scheduled, zone);
        metadata.Object("annotations")[ScheduledName] = local.ToString(local.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        metadata["ownerReferences"] = new DraftArray([new Ownership("batch/v1", "CronJob", Source.Name, Source.Uid).ToDraft()]);
        return new DraftObject { ["apiVersion"] = "batch/v1", ["kind"] = "Job", ["metadata"] = metadata, ["spec"] = template["spec"u8] };
    }
}
