using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.BootstrapTokens;

/// <summary>Keeps the signatures of <c>cluster-info</c> in step with its content and with the tokens.</summary>
public sealed class BootstrapSigner(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private static readonly ObjectKey Info = new(ClusterInfoPlan.Namespace, ClusterInfoPlan.Name);
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? secrets, infos;

    public override string Name => "bootstrap-signer-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        secrets = source.For(CoreResources.Secrets, new ListQuery { FieldSelector = $"type={BootstrapToken.SecretType}" }, BootstrapToken.Namespace);
        infos = source.For(CoreResources.ConfigMaps, new ListQuery { FieldSelector = $"metadata.name={ClusterInfoPlan.Name}" }, ClusterInfoPlan.Namespace);
        secrets.Subscribe(_ => queue.Add(Info));
        infos.Subscribe(_ => queue.Add(Info));
        return [secrets, infos];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (infos!.Snapshot.Get(key.Namespace, key.Name) is not { } info) return ReconcileOutcome.Done;
        var plan = ClusterInfoPlan.Compute(info, secrets!.Snapshot.InNamespace(BootstrapToken.Namespace), time.GetUtcNow());
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.After(plan.LookAgainAfter);
    }
}
