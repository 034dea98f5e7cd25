using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.StorageProtection;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Volumes;

/// <summary>Brings claims and persistent volumes together, and says what becomes of a volume whose claim is gone.</summary>
public sealed class BinderController(IClusterClient client, IEventRecorder events) : Controller<BinderKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? claims, volumes, classes, pods;

    public override string Name => "persistentvolume-binder-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<BinderKey> queue)
    {
        claims = source.For(CoreResources.PersistentVolumeClaims);
        volumes = source.For(StorageResources.Volumes);
        classes = source.For(StorageResources.Classes);
        pods = source.For(CoreResources.Pods);
        claims.Subscribe(change =>
        {
            queue.Add(BinderKey.OfClaim(change.Any));
            if (change.Any.Spec["volumeName"u8].AsString() is { Length: > 0 } volume) queue.Add(BinderKey.OfVolume(volume));
            foreach (var naming in change.New is null || change.Old is null ? volumes.Snapshot.All.Where(v => Claimant(v) == BinderKey.OfClaim(change.Any)) : [])
                queue.Add(BinderKey.OfVolume(naming.Name));
        });
        volumes.Subscribe(change =>
        {
            queue.Add(BinderKey.OfVolume(change.Any.Name));
            if (change.New is { } volume && new VolumeModel(volume).IsClaimed) queue.Add(Claimant(volume));
            else AddWaiting(queue);
            foreach (var bound in change.New is null ? claims.Snapshot.All.Where(c => new ClaimModel(c).VolumeName == change.Any.Name) : []) queue.Add(BinderKey.OfClaim(bound));
        });
        classes.Subscribe(_ => AddWaiting(queue));
        pods.Subscribe(change =>
        {
            // For whom a claim waits is told in its events.
            if (change.Old is null || change.New is null)
                foreach (var name in ClaimUse.Names(change.Any))
                    if (claims.Snapshot.Get(change.Any.Namespace, name) is { } used && !new ClaimModel(used).IsCompleted) queue.Add(BinderKey.OfClaim(used));
        });
        return [claims, volumes, classes, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(BinderKey key, CancellationToken cancellation)
    {
        var (actions, notes, failure) = key.IsVolume ? await OfVolumeAsync(key.Name, cancellation) : OfClaim(key);
        if (failure is not null) return ReconcileOutcome.Failed(failure);
        foreach (var note in notes) executor.Record(note);
        return await executor.ApplyAsync(actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }

    private (IReadOnlyList<PlanAction>, IReadOnlyList<EventNote>, Status?) OfClaim(BinderKey key)
    {
        if (claims!.Snapshot.Get(key.Namespace, key.Name) is not { } claim) return ([], [], null);
        var waiting = pods!.Snapshot.InNamespace(key.Namespace).Where(p => p.Spec["nodeName"u8].AsString().Length == 0 && ClaimUse.Names(p).Contains(key.Name))
            .Select(p => p.Name).Order(StringComparer.Ordinal).ToList();
        var plan = ClaimPlan.Compute(claim, [.. volumes!.Snapshot.All], [.. classes!.Snapshot.All], waiting);
        return (plan.Actions, plan.Notes, null);
    }

    private async Task<(IReadOnlyList<PlanAction>, IReadOnlyList<EventNote>, Status?)> OfVolumeAsync(string name, CancellationToken cancellation)
    {
        if (volumes!.Snapshot.Get("", name) is not { } volume) return ([], [], null);
        var claimant = Claimant(volume);
        var claim = claims!.Snapshot.Get(claimant.Namespace, claimant.Name);
        if (VolumePlan.AsksForClaim(volume, claim))
        {
            // The informer may be late, and a volume that is released never comes back to its claim.
            var stored = await client.GetAsync(CoreResources.PersistentVolumeClaims, claimant.Namespace, claimant.Name, cancellation: cancellation);
            if (stored.Failure is { IsNotFound: false } unknown) return ([], [], unknown);
            claim = stored.Value;
        }
        var plan = VolumePlan.Compute(volume, claim);
        return (plan.Actions, plan.Notes, null);
    }

    private void AddWaiting(WorkQueue<BinderKey> queue)
    {
        foreach (var claim in claims!.Snapshot.All)
            if (!new ClaimModel(claim).IsCompleted) queue.Add(BinderKey.OfClaim(claim));
    }

    private static BinderKey Claimant(Document volume) =>
        new(false, volume.Spec["claimRef"u8]["namespace"u8].AsString(), volume.Spec["claimRef"u8]["name"u8].AsString());
}
