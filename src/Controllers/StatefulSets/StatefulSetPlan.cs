using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>The next step of one StatefulSet.</summary>
public sealed record StatefulSetPlan
{
    /// <summary>The writes of each pod that needs some, those of one pod in their order; later pods wait for earlier ones when <see cref="IsOrdered"/>.</summary>
    public IReadOnlyList<IReadOnlyList<PlanAction>> Pods { get; init; } = [];

    public bool IsOrdered { get; init; }

    /// <summary>What stands in the way, worth telling.</summary>
    public IReadOnlyList<EventNote> Notes { get; init; } = [];

    /// <summary>The write of the status; null when it stands already.</summary>
    public UpdateAction? Status { get; init; }

    /// <summary>Revisions beyond the limit go.</summary>
    public IReadOnlyList<PlanAction> History { get; init; } = [];

    /// <summary>When a pod that is ready will count as available.</summary>
    public TimeSpan? LookAgainAfter { get; init; }

    /// <param name="set">The StatefulSet.</param>
    /// <param name="pods">The pods it owns.</param>
    /// <param name="revisions">Its history.</param>
    /// <param name="update">The revision of its present template.</param>
    /// <param name="claim">The volume claim of a name in its namespace, or null.</param>
    /// <param name="mayWrite">False while earlier writes have not shown up yet.</param>
    /// <param name="now">The time.</param>
    public static StatefulSetPlan Compute(
        Document set, IReadOnlyList<Document> pods, RevisionPlan revisions, Document update, Func<string, Document?> claim, bool mayWrite, DateTimeOffset now) =>
        new StatefulRound(set, pods, revisions, update, claim, now).Next(mayWrite);

    /// <summary>Whether a pod's name makes it one of this set.</summary>
    public static bool IsMember(Document set, Document pod) => new StatefulSetModel(set).OrdinalOf(pod.Name) is not null;

    /// <summary>Whether a claim of that name may be one of this set.</summary>
    public static bool Concerns(Document set, string claim) => new StatefulClaims(new StatefulSetModel(set), static _ => null).Concerns(claim);
}
