using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceAccounts;

/// <summary>Fills secrets that ask for a service account's token, and removes them with the account.</summary>
public sealed class TokenSecretController(IClusterClient client, IEventRecorder events, string rootCaPem, Func<ReadOnlyMemory<byte>, string> sign) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private IInformer? secrets, accounts;

    public override string Name => "tokens-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        secrets = source.For(CoreResources.Secrets, new ListQuery { FieldSelector = $"type={TokenSecretPlan.SecretType}" });
        accounts = source.For(CoreResources.ServiceAccounts);
        secrets.Subscribe(change =>
        {
            if (change.New is { } secret) queue.Add(ObjectKey.Of(secret));
        });
        accounts.Subscribe(change =>
        {
            // What an account says of itself changes no token: only its coming and going matters.
            if (change is { Old: not null, New: not null }) return;
            foreach (var secret in secrets.Snapshot.InNamespace(change.Any.Namespace))
                if (TokenSecretPlan.AccountOf(secret) == change.Any.Name) queue.Add(ObjectKey.Of(secret));
        });
        return [secrets, accounts];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (secrets!.Snapshot.Get(key.Namespace, key.Name) is not { } secret || TokenSecretPlan.AccountOf(secret) is not { } name) return ReconcileOutcome.Done;
        var account = accounts!.Snapshot.Get(key.Namespace, name);
        if (account is null)
        {
            // Our copy may lag, so the cluster itself has the last word.
            var read = await client.GetAsync(CoreResources.ServiceAccounts, key.Namespace, name, cancellation: cancellation);
            if (!read.IsSuccess && !read.Failure.IsNotFound) return ReconcileOutcome.Failed(read.Failure);
            account = read.Value;
        }
        var plan = TokenSecretPlan.Compute(secret, account, rootCaPem, sign);
        return await executor.ApplyAsync(plan.Actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.Done;
    }
}
