using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;

namespace Timonier.Controllers.DaemonSets;

/// <summary>
/// One look at one DaemonSet: 1 each node has what it should, 2 if nothing had to be done for that, the next pods of an
/// old template are replaced, 3 history, 4 status.
/// </summary>
internal sealed partial class DaemonRound
{
    private readonly DaemonSetModel set;
    private readonly List<Document> nodes;
    private readonly Dictionary<string, List<Document>> byNode;
    private readonly List<Document> all;
    private readonly string hash;
    private readonly Func<string, TimeSpan> heldBack;
    private readonly DateTimeOffset now;
    private readonly List<string> create = [];
    private readonly List<Document> delete = [];
    private readonly List<EventNote> notes = [];
    private readonly List<string> failed = [];
    private TimeSpan? soonest;

    public DaemonRound(Document source, IEnumerable<Document> nodes, IEnumerable<Document> pods, string hash, Func<string, TimeSpan> heldBack, DateTimeOffset now)
    {
        set = new DaemonSetModel(source);
        this.nodes = [.. nodes.OrderBy(n => n.Name, StringComparer.Ordinal)];
        this.hash = hash;
        this.heldBack = heldBack;
        this.now = now;
        all = [.. pods];
        // One that is over and on its way out is no concern of ours any more.
        byNode = all.Where(p => !(PodFacts.IsFinished(p) && PodFacts.IsDeleting(p)))
            .GroupBy(DaemonTemplate.NodeOf, StringComparer.Ordinal)
            .Where(g => g.Key.Length > 0)
            .ToDictionary(g => g.Key, g => g.Order(Comparer<Document>.Create(BySeniority)).ToList(), StringComparer.Ordinal);
    }

    public DaemonSetPlan Next(RevisionPlan revisions, bool mayWrite)
    {
        if (mayWrite)
        {
            foreach (var node in nodes) Settle(node);
            LeaveMissingNodes();
            if (create.Count == 0 && delete.Count == 0 && set.IsRollingUpdate) Roll();
        }
        var status = Status(mayWrite);
        return new DaemonSetPlan
        {
            Create = [.. create.Take(DaemonSetPlan.Burst).Select(PodFor)],
            Delete = [.. delete.Take(DaemonSetPlan.Burst)],
            Notes = notes,
            Failed = failed,
            History = mayWrite ? [.. Merge(revisions), .. revisions.Surplus(set.Source, IsLive, liveOnesCount: true)] : [],
            Status = status,
            LookAgainAfter = soonest,
        };
    }

    private void Settle(Document node)
    {
        var (runs, stays) = set.On(node);
        if (!byNode.TryGetValue(node.Name, out var pods))
        {
            if (runs) create.Add(node.Name);
            return;
        }
        if (!stays)
        {
            delete.AddRange(pods.Where(p => !PodFacts.IsDeleting(p)));
            return;
        }
        var running = new List<Document>();
        foreach (var pod in pods.Where(p => !PodFacts.IsDeleting(p)))
            if (!PodFacts.IsFinished(pod)) running.Add(pod);
            else Clear(pod, node.Name);
        if (!set.MaySurge) delete.AddRange(running.Skip(1));
        else if (running.Count == 0 && runs) create.Add(node.Name);
        else SettleSurge(running);
    }

    /// <summary>A pod that is over is deleted; one that failed not again and again without a pause, or node and controller would fight.</summary>
    private void Clear(Document pod, string node)
    {
        var about = ObjectReference.To(set.Source) with { ApiVersion = "apps/v1", Kind = "DaemonSet" };
        if (PodFacts.Phase(pod) == "Succeeded")
        {
            notes.Add(new EventNote(about, "Normal", "SucceededDaemonPod", $"Found succeeded daemon pod {pod.Namespace}/{pod.Name} on node {node}, will try to delete it"));
        }
        else
        {
            if (failed.Contains(node)) return;
            if (heldBack(node) is var wait && wait > TimeSpan.Zero)
            {
                LookAgainIn(wait);
                return;
            }
            failed.Add(node);
            notes.Add(new EventNote(about, "Warning", "FailedDaemonPod", $"Found failed daemon pod {pod.Namespace}/{pod.Name} on node {node}, will try to kill it"));
        }
        delete.Add(pod);
    }

    /// <summary>Two pods may share a node while the old one is ready and the new one is not available; no more, and no longer.</summary>
    private void SettleSurge(List<Document> running)
    {
        var newest = running.Find(IsOfHash);
        var oldest = running.Find(p => !IsOfHash(p));
        delete.AddRange(running.Where(p => p != newest && p != oldest));
        if (newest is not null && oldest is not null && (!PodFacts.IsReady(oldest) || IsAvailable(newest))) delete.Add(oldest);
    }

    /// <summary>Nobody else deletes a pod that waits for a node that is gone.</summary>
    private void LeaveMissingNodes()
    {
        var known = nodes.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (node, pods) in byNode)
            if (!known.Contains(node)) delete.AddRange(pods.Where(p => p.Spec["nodeName"u8].AsString().Length == 0 && !PodFacts.IsDeleting(p)));
    }

    private DraftObject PodFor(string node)
    {
        var body = OwnedPod.Of(set.Source, new Ownership("apps/v1", "DaemonSet", set.Source.Name, set.Source.Uid), set.Template);
        var labels = body.Object("metadata").Object("labels");
        if (set.Generation.Length > 0) labels[DaemonSetModel.GenerationLabel] = set.Generation;
        labels[DaemonSetModel.HashLabel] = hash;
        DaemonTemplate.Bind(body.Object("spec"), node);
        return body;
    }

    /// <summary>Revisions of one template that somebody made twice: their pods become pods of the one that stays.</summary>
    private IEnumerable<PlanAction> Merge(RevisionPlan revisions)
    {
        foreach (var revision in revisions.Doubles)
        {
            foreach (var pod in all.Where(p => p.Metadata["labels"u8][DaemonSetModel.HashLabel].AsString() == DaemonSetPlan.HashOf(revision) && !IsOfHash(p)))
                yield return new PatchAction(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Strategic(new DraftObject
                {
                    ["metadata"] = new DraftObject { ["uid"] = pod.Uid, ["labels"] = new DraftObject { [DaemonSetModel.HashLabel] = hash } },
                }));
            yield return RevisionPlan.Deletion(revision);
        }
    }

    private bool IsLive(Document revision) => all.Exists(p => p.Metadata["labels"u8][DaemonSetModel.HashLabel].AsString() == DaemonSetPlan.HashOf(revision));

    private bool IsOfHash(Document pod) => pod.Metadata["labels"u8][DaemonSetModel.HashLabel].AsString() == hash;

    private bool IsAvailable(Document pod) => PodFacts.Availability(pod, set.MinReadySeconds, now).IsAvailable;

    private void LookAgainIn(TimeSpan wait)
    {
        if (soonest is null || wait < soonest) soonest = wait;
    }

    /// <summary>Those on their node come first, then the older ones.</summary>
    private static int BySeniority(Document x, Document y)
    {
        var order = (x.Spec["nodeName"u8].AsString().Length == 0).CompareTo(y.Spec["nodeName"u8].AsString().Length == 0);
        if (order == 0) order = Nullable.Compare(x.Metadata["creationTimestamp"u8].AsTime(), y.Metadata["creationTimestamp"u8].AsTime());
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }
}
