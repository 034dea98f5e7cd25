using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    private Subscriptions Follow(InformerSource source)
    {
        var hears = new List<IDisposable>();
        Hear(CoreResources.Nodes, HearNode);
        Hear(CoreResources.Pods, HearPod);
        foreach (var (resource, kind) in SchedulingResources.All) Hear(resource, change => HearOther(kind, change));
        foreach (var resource in SchedulingResources.Silent) informers[resource] = source.For(resource);
        return new Subscriptions(hears);

        void Hear(ResourceName resource, Action<ObjectChange> handler)
        {
            var informer = informers[resource] = source.For(resource);
            hears.Add(informer.Subscribe(change => changes.Writer.TryWrite(() => handler(change))));
        }
    }

    private void HearNode(ObjectChange change)
    {
        if (change.New is not { } node)
        {
            cluster.Nodes.Remove(change.Any.Name);
            queue.Wake(new ClusterChange(ChangeOf.Node, change.Old, null));
            return;
        }
        if (cluster.Nodes.Put(node) is { } row) queue.Wake(new ClusterChange(ChangeOf.Node, change.Old, node) { Row = row });
    }

    private void HearOther(ChangeOf kind, ObjectChange change)
    {
        queue.Wake(new ClusterChange(kind, change.Old, change.New));
        if (kind == ChangeOf.ResourceClaim) queue.TryGates();
    }

    private void HearPod(ObjectChange change)
    {
        var document = change.Any;
        var node = document.Spec["nodeName"u8].AsString();
        if (change.New is null || document.Status["phase"u8].AsString() is "Succeeded" or "Failed")
        {
            Forget(document.Uid);
            Lift(document);
            return;
        }
        if (node.Length > 0)
        {
            Forget(document.Uid);
            Settle(change, document, node);
            return;
        }
        var name = document.Spec["schedulerName"u8].AsString();
        if (!profiles.TryGetValue(name.Length == 0 ? Profile.UsualName : name, out var profile) || !document.Metadata["deletionTimestamp"u8].IsNullOrMissing)
        {
            Forget(document.Uid);
            return;
        }
        // While it is decided and on its way to its node, what is told of it changes nothing.
        if (cluster.Nodes.PlaceOf(document.Uid) is not null) return;
        var pod = PodRequest.Of(document);
        cluster.Nominated.Put(pod, document.Status["nominatedNodeName"u8].AsString());
        if (queue.Put(pod, profile) is { Plugin: "SchedulingGates" })
            _ = MarkAsync(pod, "SchedulingGated", "Scheduling is blocked due to non-empty scheduling gates", null, CancellationToken.None);
    }

    private void Forget(string uid)
    {
        queue.Remove(uid);
        decisions.TryRemove(uid, out _);
        cluster.Nominated.Remove(uid);
    }

    /// <summary>A pod is on a node. What was assumed has come true, or the news is of the pod's status, or it came past this scheduler.</summary>
    private void Settle(ObjectChange change, Document document, string node)
    {
        if (cluster.Nodes.PlaceOf(document.Uid) is { } place && place.Node == node && place.Request.AsksTheSame(document))
        {
            place.Request.Renew(document);
            return;
        }
        var pod = PodRequest.Of(document);
        cluster.Nodes.Place(pod, node);
        queue.Wake(new ClusterChange(ChangeOf.AssignedPod, change.Old, document) { Pod = pod, Row = cluster.Nodes.Find(node) });
    }

    private void Lift(Document document)
    {
        if (cluster.Nodes.PlaceOf(document.Uid) is not { } place) return;
        var row = cluster.Nodes.Lift(document.Uid);
        queue.Wake(new ClusterChange(ChangeOf.PodGone, document, null) { Pod = place.Request, Row = row });
    }
}
