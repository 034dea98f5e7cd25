using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>The status of a StatefulSet from its pods.</summary>
internal static class StatefulSetStatus
{
    /// <summary>Null when it stands already.</summary>
    public static UpdateAction? Compute(StatefulSetModel set, IReadOnlyList<Document> pods, Document current, Document update, DateTimeOffset now)
    {
        var known = pods.Where(p => set.OrdinalOf(p.Name) is not null).ToList();
        var ready = known.Where(p => IsRunning(p) && PodFacts.IsReady(p)).ToList();
        var available = ready.Count(p => PodFacts.Availability(p, set.MinReadySeconds, now).IsAvailable);
        var (old, updated) = (Of(current), Of(update));
        // The rollout is over: what was the update is what there is.
        var isOver = set.IsRollingUpdate && updated == set.Replicas && ready.Count == set.Replicas && known.Count == set.Replicas;
        var status = new DraftObject
        {
            ["observedGeneration"] = set.Source.Metadata["generation"u8].AsInt64(),
            ["replicas"] = known.Count,
            ["readyReplicas"] = Counted(ready.Count),
            ["currentReplicas"] = Counted(isOver ? updated : old),
            ["updatedReplicas"] = Counted(updated),
            ["currentRevision"] = isOver ? update.Name : current.Name,
            ["updateRevision"] = update.Name,
            ["collisionCount"] = set.Source.Status["collisionCount"u8].AsInt32(),
            ["availableReplicas"] = available,
        };
        if (set.Source.Status["conditions"u8].Count > 0) status["conditions"] = set.Source.Status["conditions"u8];
        if (Draft.DeepEquals(status, Draft.From(set.Source.Status))) return null;
        var body = DraftObject.Of(set.Source);
        body["status"] = status;
        return new UpdateAction(CoreResources.StatefulSets, set.Source.Namespace, body, "status");

        int Of(Document revision) => known.Count(p => !PodFacts.IsDeleting(p) && StatefulSetModel.RevisionOf(p) == revision.Name);
    }

    public static bool IsRunning(Document pod) => PodFacts.Phase(pod) == "Running";

    /// <summary>None is not written.</summary>
    private static Draft? Counted(int number) => number > 0 ? (Draft)number : null;
}
