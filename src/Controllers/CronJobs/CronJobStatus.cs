using Timonier.Client.Events;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.CronJobs;

/// <summary>What a CronJob's status says: the Jobs that run, when the last was due, and when the last succeeded.</summary>
internal sealed record CronJobStatus(IReadOnlyList<ObjectReference> Active, DateTimeOffset? LastScheduleTime, DateTimeOffset? LastSuccessfulTime)
{
    /// <summary>As its Jobs are now; what is noteworthy about them goes to the notes.</summary>
    public static CronJobStatus Of(CronJobModel cronJob, IReadOnlyCollection<Document> jobs, List<EventNote> notes)
    {
        var active = new List<ObjectReference>();
        foreach (var item in cronJob.Source.Status["active"u8].Items) active.Add(Read(item));
        foreach (var job in jobs.OrderBy(j => j.Name, StringComparer.Ordinal))
        {
            var isKnown = active.Exists(a => a.Uid == job.Uid);
            var end = JobFacts.End(job);
            if (!isKnown && end is null) Note("Warning", "UnexpectedJob", $"Saw a job that the controller did not create or forgot: {job.Name}");
            if (!isKnown || end is null) continue;
            active.RemoveAll(a => a.Uid == job.Uid);
            Note("Normal", "SawCompletedJob", $"Saw completed job: {job.Name}, condition: {end.Type}");
        }
        foreach (var missing in active.Where(a => jobs.All(j => j.Uid != a.Uid)).ToList())
        {
            active.Remove(missing);
            Note("Normal", "MissingJob", $"Active job went missing: {missing.Name}");
        }
        var succeeded = jobs.Where(j => JobFacts.End(j)?.Type == "Complete").Select(j => j.Status["completionTime"u8].AsTime()).Append(cronJob.Source.Status["lastSuccessfulTime"u8].AsTime()).Max();
        return new CronJobStatus(active, cronJob.LastScheduleTime, succeeded);

        void Note(string type, string reason, string message) => notes.Add(new EventNote(cronJob.About, type, reason, message));
    }

    public CronJobStatus After(IReadOnlySet<string> deleted, Document? started, DateTimeOffset? scheduled)
    {
        var active = Active.Where(a => !deleted.Contains(a.Uid)).ToList();
        if (started is null) return this with { Active = active };
        active.Add(ObjectReference.To(started) with { ApiVersion = "batch/v1", Kind = "Job" });
        return this with { Active = active, LastScheduleTime = scheduled };
    }

    public DraftObject? Changed(Document cronJob)
    {
        var status = new DraftObject();
        if (Active.Count > 0) status["active"] = new DraftArray(Active.Select(a => a.ToDraft()));
        if (LastScheduleTime is { } scheduled) status["lastScheduleTime"] = scheduled;
        if (LastSuccessfulTime is { } succeeded) status["lastSuccessfulTime"] = succeeded;
        if (Draft.DeepEquals(status, DraftObject.Of(cronJob).Object("status"))) return null;
        var whole = DraftObject.Of(cronJob);
        whole["status"] = status;
        return whole;
    }

    private static ObjectReference Read(Node item) => new(
        item["apiVersion"u8].AsString(), item["kind"u8].AsString(), item["namespace"u8].AsString(), item["name"u8].AsString(), item["uid"u8].AsString(), item["resourceVersion"u8].AsString());
}
