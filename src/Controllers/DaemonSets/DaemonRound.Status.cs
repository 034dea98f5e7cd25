using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.DaemonSets;

internal sealed partial class DaemonRound
{
    /// <param name="observed">Whether this generation was worked on; otherwise only the numbers are told.</param>
    private UpdateAction? Status(bool observed)
    {
        int desired = 0, current = 0, misplaced = 0, ready = 0, updated = 0, available = 0;
        foreach (var node in nodes)
        {
            var pods = byNode.GetValueOrDefault(node.Name);
            if (!set.On(node).Runs)
            {
                if (pods is not null) misplaced++;
                continue;
            }
            desired++;
            if (pods is null) continue;
            current++;
            var first = pods[0];
            if (PodFacts.IsReady(first)) ready++;
            if (IsAvailable(first)) available++;
            if (set.IsUpdated(first, hash)) updated++;
            foreach (var pod in pods)
                if (PodFacts.Availability(pod, set.MinReadySeconds, now).In is { } left) LookAgainIn(left);
        }
        var before = set.Source.Status;
        var status = before.IsObject ? (DraftObject)Draft.From(before) : new DraftObject();
        status["currentNumberScheduled"] = current;
        status["numberMisscheduled"] = misplaced;
        status["desiredNumberScheduled"] = desired;
        status["numberReady"] = ready;
        if (observed) status["observedGeneration"] = set.Source.Metadata["generation"u8].AsInt64();
        Count("updatedNumberScheduled", updated);
        Count("numberAvailable", available);
        Count("numberUnavailable", desired - available);
        if (Draft.DeepEquals(status, Draft.From(before))) return null;
        var body = DraftObject.Of(set.Source);
        body["status"] = status;
        return new UpdateAction(CoreResources.DaemonSets, set.Source.Namespace, body, "status");

        void Count(string name, int number) => status[name] = number > 0 ? (Draft)number : null;
    }
}
