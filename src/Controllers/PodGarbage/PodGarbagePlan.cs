using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.PodGarbage;

/// <summary>Pods that nobody will ever finish: of nodes that are gone, deleted before they had a node, or finished and too many.</summary>
public static class PodGarbagePlan
{
    /// <param name="pods">All pods.</param>
    /// <param name="isGone">Whether a node is known to be gone.</param>
    /// <param name="finishedLimit">Finished pods beyond it go, oldest first.</param>
    public static ControllerPlan Compute(IReadOnlyCollection<Document> pods, Func<string, bool> isGone, int finishedLimit)
    {
        var doomed = new Dictionary<string, Document>(StringComparer.Ordinal);
        foreach (var pod in pods)
        {
            var node = pod.Spec["nodeName"u8].AsString();
            if (node.Length == 0 ? PodFacts.IsDeleting(pod) : isGone(node)) doomed[pod.Uid] = pod;
        }
        if (finishedLimit > 0)
        {
            var finished = pods.Where(p => PodFacts.IsFinished(p) && !PodFacts.IsDeleting(p)).ToList();
            foreach (var pod in finished.OrderBy(Created).ThenBy(p => p.Name, StringComparer.Ordinal).Take(Math.Max(0, finished.Count - finishedLimit))) doomed[pod.Uid] = pod;
        }
        return new ControllerPlan([.. doomed.Values.Select(p => new DeleteAction(CoreResources.Pods, p.Namespace, p.Name, p.Uid) { GracePeriodSeconds = 0 })]);
    }

    private static DateTimeOffset Created(Document pod) => pod.Metadata["creationTimestamp"u8].AsTime() ?? DateTimeOffset.MinValue;
}
