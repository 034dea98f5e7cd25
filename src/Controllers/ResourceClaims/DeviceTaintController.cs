using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>Evicts pods from devices that are tainted.</summary>
public sealed class DeviceTaintController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? pods, claims, slices;

    public override string Name => "device-taint-eviction-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        pods = source.For(CoreResources.Pods);
        claims = source.For(DeviceResources.Claims);
        slices = source.For(DeviceResources.Slices);
        pods.Subscribe(change =>
        {
            if (change.New is { } pod && PodClaims.Any(pod)) queue.Add(ObjectKey.Of(pod));
        });
        claims.Subscribe(change =>
        {
            foreach (var user in change.Any.Status["reservedFor"u8].Items) queue.Add(new ObjectKey(change.Any.Namespace, user["name"u8].AsString()));
        });
        slices.Subscribe(_ =>
        {
            foreach (var claim in claims.Snapshot.All)
                foreach (var user in claim.Status["reservedFor"u8].Items) queue.Add(new ObjectKey(claim.Namespace, user["name"u8].AsString()));
        });
        return [pods, claims, slices];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (pods!.Snapshot.Get(key.Namespace, key.Name) is not { } pod || !PodClaims.Any(pod)) return ReconcileOutcome.Done;
        var used = PodClaims.Names(pod).Select(n => claims!.Snapshot.Get(key.Namespace, n)).OfType<Documents.Document>();
        var plan = DeviceTaintPlan.Compute(pod, used, [.. slices!.Snapshot.All], time.GetUtcNow());
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.After(plan.LookAgainAfter);
    }
}
