using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.BootstrapTokens;

/// <summary>Deletes tokens by which machines join at their end.</summary>
public sealed class TokenCleaner(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? secrets;

    public override string Name => "token-cleaner-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        secrets = source.For(CoreResources.Secrets, new ListQuery { FieldSelector = $"type={BootstrapToken.SecretType}" }, BootstrapToken.Namespace);
        secrets.Subscribe(change =>
        {
            if (change.New is { } secret) queue.Add(ObjectKey.Of(secret));
        });
        return [secrets];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (secrets!.Snapshot.Get(key.Namespace, key.Name) is not { } secret) return ReconcileOutcome.Done;
        var plan = TokenCleaningPlan.Compute(secret, time.GetUtcNow());
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.After(plan.LookAgainAfter);
    }
}
