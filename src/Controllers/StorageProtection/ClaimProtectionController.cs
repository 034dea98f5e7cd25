using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.StorageProtection;

/// <summary>A claim that is deleted stays until no pod uses it.</summary>
public sealed class ClaimProtectionController(IClusterClient client, IEventRecorder events)
    : ProtectionController(client, events, CoreResources.PersistentVolumeClaims, "kubernetes.io/pvc-protection")
{
    private readonly IClusterClient client = client;
    private IInformer? pods;

    public override string Name => "persistentvolumeclaim-protection-controller";

    protected override IReadOnlyList<IInformer> WatchUsers(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        pods = source.For(CoreResources.Pods);
        pods.Subscribe(change =>
        {
            // Only what a pod leaves can set a claim free: it is gone, or on its way, or was replaced under its name.
            if (change.Old is { } old && (change.New is not { } now || PodFacts.IsDeleting(now) || now.Uid != old.Uid))
                foreach (var claim in ClaimUse.Names(old)) queue.Add(new ObjectKey(old.Namespace, claim));
        });
        return [pods];
    }

    protected override async ValueTask<(bool IsUsed, Status? Failure)> IsUsedAsync(Document document, CancellationToken cancellation)
    {
        if (pods!.Snapshot.InNamespace(document.Namespace).Any(p => ClaimUse.Holds(p, document))) return (true, null);
        // What is seen may be old, and a pod that has just got its node would lose its data: the last word is the server's.
        var listed = await client.ListAsync(CoreResources.Pods, document.Namespace, new ListQuery(), cancellation);
        return listed.IsSuccess ? (listed.Value.Items.Any(p => ClaimUse.Holds(p, document)), null) : (true, listed.Failure);
    }
}
