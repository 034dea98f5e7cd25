using System.Collections.Concurrent;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.StorageProtection;
using Timonier.Controllers.Volumes;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Attachments;

/// <summary>Attaches the volumes of pods to their nodes, and detaches those that are needed no longer, by VolumeAttachments that the drivers' attachers act on.</summary>
public sealed class AttachController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<string>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, DateTimeOffset>> unneeded = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> told = new(StringComparer.Ordinal);
    private IInformer? nodes, pods, claims, volumes, attachments, drivers;

    public override string Name => "persistentvolume-attach-detach-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        nodes = source.For(CoreResources.Nodes);
        pods = source.For(CoreResources.Pods);
        claims = source.For(CoreResources.PersistentVolumeClaims);
        volumes = source.For(StorageResources.Volumes);
        attachments = source.For(StorageResources.Attachments);
        drivers = source.For(StorageResources.Drivers);
        nodes.Subscribe(change =>
        {
            var name = change.Any.Name;
            if (change.Old is null || change.New is null || attachments.Snapshot.All.Any(a => a.Spec["nodeName"u8].AsString() == name)) queue.Add(name);
        });
        pods.Subscribe(change => AddNode(change.Any, queue));
        claims.Subscribe(change => AddUsers(change.Any.Namespace, change.Any.Name, queue));
        volumes.Subscribe(change => AddClaimants(change.Any, queue));
        attachments.Subscribe(change =>
        {
            queue.Add(change.Any.Spec["nodeName"u8].AsString());
            // Who had to wait until it was gone may have it now.
            if (change.New is null && volumes.Snapshot.Get("", change.Any.Spec["source"u8]["persistentVolumeName"u8].AsString()) is { } volume) AddClaimants(volume, queue);
        });
        drivers.Subscribe(change =>
        {
            foreach (var volume in volumes.Snapshot.All)
                if (volume.Spec["csi"u8]["driver"u8].AsString() == change.Any.Name) AddClaimants(volume, queue);
        });
        return [nodes, pods, claims, volumes, attachments, drivers];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var plan = AttachPlan.Compute(See(key), now);
        var before = unneeded.GetValueOrDefault(key);
        unneeded[key] = plan.Unneeded.ToDictionary(n => n, n => before is not null && before.TryGetValue(n, out var since) ? since : now, StringComparer.Ordinal);
        var heard = told.GetValueOrDefault(key) ?? new HashSet<string>();
        foreach (var trouble in plan.Troubles.Where(t => !heard.Contains(TextOf(t)))) executor.Record(trouble);
        told[key] = plan.Troubles.Select(TextOf).ToHashSet(StringComparer.Ordinal);
        var refused = await executor.ApplyAsync(plan.Actions, cancellation);
        if (refused is null)
            foreach (var note in plan.Attached) executor.Record(note);
        if (plan.Unneeded.Count == 0) unneeded.TryRemove(key, out _);
        if (plan.Troubles.Count == 0) told.TryRemove(key, out _);
        return refused is null or { IsAlreadyExists: true } or { IsNotFound: true } ? ReconcileOutcome.After(plan.LookAgainAfter) : ReconcileOutcome.Failed(refused);
    }

    private AttachSnapshot See(string node) => new()
    {
        Node = nodes!.Snapshot.Get("", node),
        NodeName = node,
        Pods = [.. pods!.Snapshot.All.Where(p => p.Spec["nodeName"u8].AsString() == node && ClaimUse.Names(p).Count > 0)],
        VolumeOf = VolumeOf,
        Volume = name => volumes!.Snapshot.Get("", name),
        NeedsAttaching = driver => drivers!.Snapshot.Get("", driver)?.Spec["attachRequired"u8].AsBoolOrNull() ?? true,
        Attachments = [.. attachments!.Snapshot.All],
        UnneededSince = unneeded.GetValueOrDefault(node) ?? new Dictionary<string, DateTimeOffset>(),
        OthersUsing = (pod, volume) =>
        [
            .. pods.Snapshot.InNamespace(pod.Namespace).Where(p => p.Uid != pod.Uid && p.Spec["nodeName"u8].AsString() is { Length: > 0 } at && at != node
                && ClaimUse.Names(p).Any(c => VolumeOf(p.Namespace, c)?.Name == volume)).Select(p => p.Name).Order(StringComparer.Ordinal),
        ],
    };

    /// <summary>Only a link that both sides confirm counts.</summary>
    private Document? VolumeOf(string @namespace, string name) =>
        claims!.Snapshot.Get(@namespace, name) is { } claim && new ClaimModel(claim) is { Phase: "Bound" } bound
        && volumes!.Snapshot.Get("", bound.VolumeName) is { } volume && new VolumeModel(volume).ClaimUid == claim.Uid ? volume : null;

    private void AddClaimants(Document volume, WorkQueue<string> queue)
    {
        var link = volume.Spec["claimRef"u8];
        if (link.IsObject) AddUsers(link["namespace"u8].AsString(), link["name"u8].AsString(), queue);
    }

    private void AddUsers(string @namespace, string claim, WorkQueue<string> queue)
    {
        foreach (var pod in pods!.Snapshot.InNamespace(@namespace))
            if (ClaimUse.Names(pod).Contains(claim)) AddNode(pod, queue);
    }

    private static void AddNode(Document pod, WorkQueue<string> queue)
    {
        if (pod.Spec["nodeName"u8].AsString() is { Length: > 0 } node && ClaimUse.Names(pod).Count > 0) queue.Add(node);
    }

    private static string TextOf(EventNote note) => $"{note.About.Uid} {note.Message}";
}
