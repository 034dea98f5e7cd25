using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ReplicaSets;

/// <summary>The status of such an object from its pods and from how the last writes went; null when it stands already.</summary>
public sealed record ReplicaSetStatus(UpdateAction? Write, TimeSpan? LookAgainAfter)
{
    public static ReplicaSetStatus Compute(ReplicaKind kind, Document set, IReadOnlyList<Document> owned, Status? failure, bool wasCreating, DateTimeOffset now)
    {
        var minReady = set.Spec["minReadySeconds"u8].AsInt32();
        var labels = LabelSelector.OfLabels(Labels(set.Spec["template"u8]["metadata"u8]["labels"u8]));
        var active = owned.Where(PodFacts.IsActive).ToList();
        int ready = 0, available = 0, full = 0;
        TimeSpan? next = null;
        foreach (var pod in active)
        {
            if (labels.MatchesLabels(pod.Metadata["labels"u8])) full++;
            if (!PodFacts.IsReady(pod)) continue;
            ready++;
            var (isAvailable, inTime) = PodFacts.Availability(pod, minReady, now);
            if (isAvailable) available++;
            else if (inTime is { } left && (next is null || left < next)) next = left;
        }
        var status = new DraftObject { ["replicas"] = active.Count };
        Count(status, "fullyLabeledReplicas", full);
        Count(status, "readyReplicas", ready);
        Count(status, "availableReplicas", available);
        if (kind.TellsTerminating) status["terminatingReplicas"] = owned.Count(p => PodFacts.IsDeleting(p) && !PodFacts.IsFinished(p));
        status["observedGeneration"] = set.Metadata["generation"u8].AsInt64();
        var conditions = Conditions(set, failure, wasCreating, now);
        if (conditions.Count > 0) status["conditions"] = new DraftArray(conditions.Select(c => c.ToDraft()));
        if (Draft.DeepEquals(status, Draft.From(set.Status))) return new ReplicaSetStatus(null, next);
        var body = DraftObject.Of(set);
        body["status"] = status;
        return new ReplicaSetStatus(new UpdateAction(kind.Resource, set.Namespace, body, "status"), next);
    }

    private static List<Condition> Conditions(Document set, Status? failure, bool wasCreating, DateTimeOffset now)
    {
        var conditions = Condition.ListOf(set.Status["conditions"u8]);
        var present = conditions.Any(c => c.Type == "ReplicaFailure");
        if (failure is null && present) conditions.RemoveAll(c => c.Type == "ReplicaFailure");
        if (failure is not null && !present)
            conditions.Add(new Condition("ReplicaFailure", "True", wasCreating ? "FailedCreate" : "FailedDelete", failure.Message) { LastTransitionTime = now });
        return conditions;
    }

    private static void Count(DraftObject status, string name, int count)
    {
        if (count > 0) status[name] = count;
    }

    private static Dictionary<string, string> Labels(Node labels)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels.Members) map[label.Name] = label.Value.AsString();
        return map;
    }
}
