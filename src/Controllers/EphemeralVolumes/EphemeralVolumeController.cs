using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.EphemeralVolumes;

/// <summary>Makes the claims of pods' generic ephemeral volumes.</summary>
public sealed class EphemeralVolumeController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? pods, claims;

    public override string Name => "ephemeral-volume-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        pods = source.For(CoreResources.Pods);
        claims = source.For(CoreResources.PersistentVolumeClaims);
        pods.Subscribe(change =>
        {
            if (change is { Old: null, New: { } pod } && EphemeralVolumePlan.Concerns(pod)) queue.Add(ObjectKey.Of(pod));
        });
        claims.Subscribe(change =>
        {
            // One that is deleted under its pod is made again.
            if (change.New is null && Ownership.ControllerOf(change.Any) is { Kind: "Pod" } owner) queue.Add(new ObjectKey(change.Any.Namespace, owner.Name));
        });
        return [pods, claims];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (pods!.Snapshot.Get(key.Namespace, key.Name) is not { } pod || !EphemeralVolumePlan.Concerns(pod)) return ReconcileOutcome.Done;
        var (create, blocked) = EphemeralVolumePlan.Compute(pod, name => claims!.Snapshot.Get(key.Namespace, name));
        foreach (var note in blocked) executor.Record(note);
        var refused = await executor.ApplyAsync(create, cancellation);
        if (refused is not null) return ReconcileOutcome.Failed(refused);
        return blocked.Count > 0 ? ReconcileOutcome.Failed(Status.BadRequest(blocked[0].Message)) : ReconcileOutcome.Done;
    }
}
