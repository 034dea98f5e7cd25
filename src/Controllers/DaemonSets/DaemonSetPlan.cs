using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;

namespace Timonier.Controllers.DaemonSets;

/// <summary>The next step of one DaemonSet.</summary>
public sealed record DaemonSetPlan
{
    /// <summary>The most pods made, and the most deleted, in one go.</summary>
    public const int Burst = 250;

    public IReadOnlyList<DraftObject> Create { get; init; } = [];
    public IReadOnlyList<Document> Delete { get; init; } = [];

    /// <summary>What was found and is worth telling.</summary>
    public IReadOnlyList<EventNote> Notes { get; init; } = [];

    /// <summary>Nodes whose failed pod is deleted now: the next time that is to be waited with longer.</summary>
    public IReadOnlyList<string> Failed { get; init; } = [];

    /// <summary>Revisions that are one become one, and those beyond the limit go.</summary>
    public IReadOnlyList<PlanAction> History { get; init; } = [];

    /// <summary>The write of the status; null when it stands already.</summary>
    public UpdateAction? Status { get; init; }

    public TimeSpan? LookAgainAfter { get; init; }

    /// <param name="set">The DaemonSet.</param>
    /// <param name="nodes">All nodes.</param>
    /// <param name="pods">The pods it owns.</param>
    /// <param name="revisions">Its history.</param>
    /// <param name="current">The revision of its present template.</param>
    /// <param name="heldBack">How long a failed pod of a node is still to be left as it is.</param>
    /// <param name="mayWrite">False while earlier writes have not shown up yet.</param>
    /// <param name="now">The time.</param>
    public static DaemonSetPlan Compute(
        Document set, IEnumerable<Document> nodes, IEnumerable<Document> pods, RevisionPlan revisions, Document current,
        Func<string, TimeSpan> heldBack, bool mayWrite, DateTimeOffset now) =>
        new DaemonRound(set, nodes, pods, HashOf(current), heldBack, now).Next(revisions, mayWrite);

    /// <summary>The hash of a revision; one that was made without goes by its name.</summary>
    internal static string HashOf(Document revision) =>
        revision.Metadata["labels"u8][DaemonSetModel.HashLabel].AsString() is { Length: > 0 } hash ? hash : revision.Name;
}
