using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Volumes;

/// <summary>Says of claims that are to grow who will do that: the resizer beside the volume's driver, or nobody.</summary>
public sealed class ExpansionController(IClusterClient client, IEventRecorder events) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? claims, volumes;

    public override string Name => "persistentvolume-expander-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        claims = source.For(CoreResources.PersistentVolumeClaims);
        volumes = source.For(StorageResources.Volumes);
        claims.Subscribe(change =>
        {
            if (change.New is { } claim && (change.Old is null || new ClaimModel(change.Old).Request < new ClaimModel(claim).Request)) queue.Add(ObjectKey.Of(claim));
        });
        return [claims, volumes];
    }

    public override Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (claims!.Snapshot.Get(key.Namespace, key.Name) is { } claim
            && volumes!.Snapshot.Get("", new ClaimModel(claim).VolumeName) is { } volume
            && ExpansionPlan.Compute(claim, volume) is { } note)
            executor.Record(note);
        return Task.FromResult(ReconcileOutcome.Done);
    }
}
