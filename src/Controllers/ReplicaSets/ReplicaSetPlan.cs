using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.ReplicaSets;

/// <summary>What one ReplicaSet or ReplicationController needs: pods adopted or released, then so many created or these deleted, and a status.</summary>
public sealed record ReplicaSetPlan
{
    /// <summary>The most pods made or deleted in one go.</summary>
    public const int Burst = 500;

    public required IReadOnlyList<PlanAction> Claims { get; init; }
    public int Create { get; init; }
    public IReadOnlyList<Document> Delete { get; init; } = [];

    /// <summary>A pod to create; the server completes its name.</summary>
    public required DraftObject Pod { get; init; }

    /// <summary>The pods the status counts.</summary>
    public required IReadOnlyList<Document> Owned { get; init; }

    /// <param name="kind">ReplicaSet or ReplicationController.</param>
    /// <param name="set">The object of that kind.</param>
    /// <param name="pods">All pods of its namespace.</param>
    /// <param name="siblings">The uids of the objects of its kind that share its owner, itself included: their pods count when nodes are compared.</param>
    /// <param name="mayWrite">False while earlier writes have not shown up yet.</param>
    /// <param name="now">The time.</param>
    public static ReplicaSetPlan Compute(ReplicaKind kind, Document set, IEnumerable<Document> pods, IReadOnlySet<string> siblings, bool mayWrite, DateTimeOffset now)
    {
        var owner = kind.Ownership(set);
        var isDeleting = PodFacts.IsDeleting(set);
        var claims = Framework.Claims.Compute(owner, isDeleting, kind.Selector(set), CoreResources.Pods, pods.Where(p => !PodFacts.IsFinished(p)));
        var active = claims.Owned.Where(PodFacts.IsActive).ToList();
        var missing = Replicas(set) - active.Count;
        var plan = new ReplicaSetPlan { Claims = claims.Actions, Owned = claims.Owned, Pod = OwnedPod.Of(set, owner) };
        if (!mayWrite || isDeleting || missing == 0) return plan;
        if (missing > 0) return plan with { Create = Math.Min(missing, Burst) };
        var byNode = pods.Where(p => PodFacts.IsActive(p) && Ownership.ControllerOf(p) is { } o && siblings.Contains(o.Uid))
            .GroupBy(p => p.Spec["nodeName"u8].AsString(), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return plan with { Delete = [.. active.Order(new DeletionOrder(byNode, now)).Take(Math.Min(-missing, Burst))] };
    }

    internal static int Replicas(Document set) => set.Spec["replicas"u8].AsInt32OrNull() ?? 1;
}
