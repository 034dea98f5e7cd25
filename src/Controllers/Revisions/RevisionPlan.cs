using System.Buffers;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Revisions;

/// <summary>
/// The history of a set's template: one revision stands for the present template and has the highest number. Going
/// back to an old template gives its revision the next number and makes no other.
/// </summary>
public sealed record RevisionPlan
{
    private const int DefaultLimit = 10;

    /// <summary>The data of the present template.</summary>
    public required DraftObject Data { get; init; }

    /// <summary>The revision of the present template; null: it is still to be made.</summary>
    public Document? Current { get; init; }

    /// <summary>More revisions with the same data, as somebody may have made by hand.</summary>
    public IReadOnlyList<Document> Doubles { get; init; } = [];

    /// <summary>Revisions of other templates, oldest first.</summary>
    public required IReadOnlyList<Document> Old { get; init; }

    /// <summary>Makes the present revision, or gives it its number; null when it stands already.</summary>
    public PlanAction? Write { get; init; }

    /// <param name="set">The set whose template is kept.</param>
    /// <param name="owner">The set as its revisions name it.</param>
    /// <param name="hashLabel">The label that tells the hash of a revision.</param>
    /// <param name="revisions">Its revisions.</param>
    public static RevisionPlan Compute(Document set, Ownership owner, string hashLabel, IEnumerable<Document> revisions)
    {
        var data = RevisionData.Of(set);
        var sorted = revisions.OrderBy(Number).ThenBy(r => r.Metadata["creationTimestamp"u8].AsTime()).ThenBy(r => r.Name, StringComparer.Ordinal).ToList();
        var same = sorted.Where(r => RevisionData.IsIn(r, data)).ToList();
        var old = sorted.Except(same).ToList();
        var number = old.Count == 0 ? 1 : Number(old[^1]) + 1;
        var plan = new RevisionPlan { Data = data, Old = old };
        if (same.Count == 0) return plan with { Write = Creation(set, owner, hashLabel, data, number) };
        var current = same[^1];
        return plan with { Current = current, Doubles = same[..^1], Write = Number(current) < number ? Renumbered(current, number) : null };
    }

    /// <summary>The revisions that go beyond the limit, oldest first, without those that are still in use.</summary>
    /// <param name="set">The set whose limit it is.</param>
    /// <param name="isLive">Whether pods or a rollout still need a revision.</param>
    /// <param name="liveOnesCount">Whether these take places within the limit.</param>
    public IEnumerable<PlanAction> Surplus(Document set, Func<Document, bool> isLive, bool liveOnesCount)
    {
        var spare = Old.Where(r => !isLive(r)).ToList();
        var limit = set.Spec["revisionHistoryLimit"u8].AsInt32OrNull() ?? DefaultLimit;
        return spare.Take(Math.Max(0, (liveOnesCount ? Old.Count : spare.Count) - limit)).Select(Deletion);
    }

    internal static PlanAction Deletion(Document revision) => new DeleteAction(CoreResources.ControllerRevisions, revision.Namespace, revision.Name, revision.Uid);

    private static long Number(Document revision) => revision.Root["revision"u8].AsInt64();

    private static UpdateAction Renumbered(Document revision, long number)
    {
        var draft = DraftObject.Of(revision);
        draft["revision"] = number;
        return new UpdateAction(CoreResources.ControllerRevisions, revision.Namespace, draft);
    }

    private static CreateAction Creation(Document set, Ownership owner, string hashLabel, DraftObject data, long number)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        data.WriteTo(bytes);
        // Before the first collision a StatefulSet counts none, and other sets count nothing: the name of a revision follows from that.
        var met = set.Status["collisionCount"u8];
        var hash = Fnv.TemplateHash(bytes.WrittenSpan, owner.Kind == "StatefulSet" ? met.AsInt32() : met.AsInt32OrNull());
        var labels = Draft.From(set.Spec["template"u8]["metadata"u8]["labels"u8]) as DraftObject ?? new DraftObject();
        labels[hashLabel] = hash;
        var metadata = new DraftObject { ["name"] = $"{set.Name}-{hash}", ["namespace"] = set.Namespace, ["labels"] = labels };
        // The set's annotations tell why there was a change.
        if (set.Metadata["annotations"u8].Count > 0) metadata["annotations"] = set.Metadata["annotations"u8];
        metadata["ownerReferences"] = new DraftArray([owner.ToDraft()]);
        var body = new DraftObject { ["apiVersion"] = "apps/v1", ["kind"] = "ControllerRevision", ["metadata"] = metadata, ["data"] = data, ["revision"] = number };
        return new CreateAction(CoreResources.ControllerRevisions, set.Namespace, body);
    }
}
