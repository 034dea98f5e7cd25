using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Disruption;

/// <summary>The status of one PodDisruptionBudget: how many of its pods may go now.</summary>
public sealed record DisruptionPlan
{
    /// <summary>How long an evicted pod counts as going before it is taken to have been spared.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Null when the status stands as it is.</summary>
    public UpdateAction? Write { get; private init; }

    public IReadOnlyList<EventNote> Notes { get; private init; } = [];

    public TimeSpan? LookAgainAfter { get; private init; }

    /// <summary>Whether the budget speaks of a share of what the pods' owners want.</summary>
    public static bool AsksOwners(Document budget) => budget.Spec["maxUnavailable"u8].Exists || budget.Spec["minAvailable"u8].IsString;

    /// <param name="budget">The budget.</param>
    /// <param name="pods">The pods that it selects.</param>
    /// <param name="wanted">What the owners of these pods want, if it <see cref="AsksOwners"/>.</param>
    /// <param name="now">The time.</param>
    public static DisruptionPlan Compute(Document budget, IReadOnlyCollection<Document> pods, ExpectedPods wanted, DateTimeOffset now)
    {
        var about = ObjectReference.To(budget) with { ApiVersion = "policy/v1", Kind = "PodDisruptionBudget" };
        var notes = new List<EventNote>();
        if (pods.Count == 0) notes.Add(new EventNote(about, "Normal", "NoPods", "No matching pods found"));
        if (wanted.Failure is { } unknown)
        {
            notes.Add(new EventNote(about, "Warning", "CalculateExpectedPodCountFailed", $"Failed to calculate the number of expected pods: {unknown}"));
            return new DisruptionPlan { Write = Writing(budget, Failed(budget, unknown, now)), Notes = notes };
        }
        if (wanted.Unmanaged.Count > 0)
            notes.Add(new EventNote(about, "Warning", "UnmanagedPods",
                $"Pods selected by this PodDisruptionBudget (selector: {budget.Spec["selector"u8]}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set \".spec.minAvailable\" field of the PDB to an integer value."));

        var (expected, desired) = Demand(budget, pods.Count, wanted.Total);
        var (going, overdue, recheck) = Evicted(budget, pods, now);
        notes.AddRange(overdue.Select(pod => new EventNote(ObjectReference.To(pod) with { ApiVersion = "v1", Kind = "Pod" }, "Warning", "NotDeleted",
            $"Pod was expected by PDB {budget.Namespace}/{budget.Name} to be deleted but it wasn't")));
        var healthy = pods.Count(p => !PodFacts.IsDeleting(p) && PodFacts.IsReady(p) && !going.ContainsKey(p.Name));
        var allowed = expected > 0 ? Math.Max(0, healthy - desired) : 0;
        var status = new DraftObject
        {
            ["currentHealthy"] = healthy,
            ["desiredHealthy"] = desired,
            ["expectedPods"] = expected,
            ["disruptionsAllowed"] = allowed,
            ["observedGeneration"] = Generation(budget),
            ["conditions"] = new DraftArray([Allowed(budget, allowed > 0 ? "True" : "False", allowed > 0 ? "SufficientPods" : "InsufficientPods", "", now)]),
        };
        if (going.Count > 0)
        {
            var map = status.Object("disruptedPods");
            foreach (var (name, since) in going) map[name] = since;
        }
        return new DisruptionPlan { Write = Writing(budget, status), Notes = notes, LookAgainAfter = recheck };
    }

    private static (int Expected, int Desired) Demand(Document budget, int pods, int wanted)
    {
        if (budget.Spec["maxUnavailable"u8] is { Exists: true } most) return (wanted, Math.Max(0, wanted - Shares.Scale(most, 0, wanted, roundUp: true)));
        if (budget.Spec["minAvailable"u8] is not { Exists: true } least) return (0, 0);
        return least.IsString ? (wanted, Shares.Scale(least, 0, wanted, roundUp: true)) : (pods, least.AsInt32());
    }

    /// <summary>Pods that were let go and are on their way, by the eviction's time; those that did not go in time; and when the next is overdue.</summary>
    private static (SortedDictionary<string, DateTimeOffset> Going, List<Document> Overdue, TimeSpan? Recheck) Evicted(Document budget, IEnumerable<Document> pods, DateTimeOffset now)
    {
        var going = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var overdue = new List<Document>();
        TimeSpan? recheck = null;
        foreach (var pod in pods)
        {
            if (PodFacts.IsDeleting(pod) || budget.Status["disruptedPods"u8][pod.Name].AsTime() is not { } since) continue;
            var left = since + Patience - now;
            if (left < TimeSpan.Zero)
            {
                overdue.Add(pod);
                continue;
            }
            going[pod.Name] = since;
            if (recheck is null || left < recheck) recheck = left;
        }
        // The moment itself is still in time.
        return (going, overdue, recheck is { } next ? next + TimeSpan.FromMilliseconds(1) : null);
    }

    // Nobody may go while the number is not known; what was known before stays to be read.
    private static DraftObject Failed(Document budget, string why, DateTimeOffset now)
    {
        var status = DraftObject.Of(budget).Object("status");
        foreach (var count in (ReadOnlySpan<string>)["currentHealthy", "desiredHealthy", "expectedPods"]) status[count] = budget.Status[count].AsInt32();
        status["disruptionsAllowed"] = 0;
        status["observedGeneration"] = Generation(budget);
        status["conditions"] = new DraftArray([Allowed(budget, "False", "SyncFailed", why, now)]);
        return status;
    }

    private static DraftObject Allowed(Document budget, string status, string reason, string message, DateTimeOffset now)
    {
        var before = PodFacts.Condition(budget, "DisruptionAllowed"u8);
        var since = before["status"u8].AsString() == status ? before["lastTransitionTime"u8].AsTime() ?? now : now;
        return new DraftObject
        {
            ["type"] = "DisruptionAllowed",
            ["status"] = status,
            ["observedGeneration"] = Generation(budget),
            ["lastTransitionTime"] = since,
            ["reason"] = reason,
            ["message"] = message,
        };
    }

    private static UpdateAction? Writing(Document budget, DraftObject status)
    {
        if (Draft.DeepEquals(status, Draft.From(budget.Status))) return null;
        var body = DraftObject.Of(budget);
        body["status"] = status;
        return new UpdateAction(CoreResources.PodDisruptionBudgets, budget.Namespace, body, "status");
    }

    private static long Generation(Document budget) => budget.Metadata["generation"u8].AsInt64();
}
