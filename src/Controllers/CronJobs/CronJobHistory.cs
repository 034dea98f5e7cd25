using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.CronJobs;

/// <summary>How many finished Jobs a CronJob keeps; the oldest go.</summary>
internal static class CronJobHistory
{
    public static IEnumerable<DeleteAction> Expired(CronJobModel cronJob, IEnumerable<Document> jobs)
    {
        var ends = jobs.Where(j => !PodFacts.IsDeleting(j)).ToLookup(j => JobFacts.End(j)?.Type);
        return Beyond("successfulJobsHistoryLimit", "Complete").Concat(Beyond("failedJobsHistoryLimit", "Failed"));

        IEnumerable<DeleteAction> Beyond(string limit, string end)
        {
            if (cronJob.Spec[limit].AsInt32OrNull() is not { } kept) return [];
            var finished = ends[end].OrderBy(j => j.Status["startTime"u8].AsTime() ?? DateTimeOffset.MaxValue).ThenBy(j => j.Name, StringComparer.Ordinal).ToList();
            return finished.SkipLast(kept).Select(j => Deletion(cronJob, j.Namespace, j.Name, j.Uid));
        }
    }

    /// <summary>Its pods go with it.</summary>
    public static DeleteAction Deletion(CronJobModel cronJob, string @namespace, string name, string uid) => new(CoreResources.Jobs, @namespace, name, uid)
    {
        PropagationPolicy = "Background",
        Event = new EventNote(cronJob.About, "Normal", "SuccessfulDelete", $"Deleted job {name}"),
    };
}
