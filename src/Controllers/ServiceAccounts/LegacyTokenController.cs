using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceAccounts;

/// <summary>Looks once a day for tokens of old that nobody uses. It reads what it needs then, and follows nothing meanwhile.</summary>
public sealed class LegacyTokenController(IClusterClient client, IEventRecorder events, TimeProvider time) : Controller<string>
{
    /// <summary>Upstream's: a year without use.</summary>
    public static readonly TimeSpan Unused = TimeSpan.FromDays(365);
    private static readonly TimeSpan Period = TimeSpan.FromDays(1);
    private readonly ActionExecutor executor = new(client, events);

    public override string Name => "legacy-service-account-token-cleaner";

    public override int Workers => 1;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        queue.Add("tokens");
        return [];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        // 1 whether uses are known for long enough
        var now = time.GetUtcNow();
        var tracking = await client.GetAsync(CoreResources.ConfigMaps, "kube-system", LegacyTokenUses.ConfigMapName, cancellation: cancellation);
        if (tracking.Failure is { IsNotFound: false } unknown) return ReconcileOutcome.Failed(unknown);
        if (LegacyTokenPlan.StartsAt(tracking.Value, Unused) is not { } starts || starts > now) return ReconcileOutcome.After(Period);
        // 2 what nobody has used
        var secrets = await client.ListAsync(CoreResources.Secrets, "", new ListQuery { FieldSelector = "type=" + TokenSecretPlan.SecretType }, cancellation);
        if (!secrets.IsSuccess) return ReconcileOutcome.Failed(secrets.Failure);
        foreach (var place in secrets.Value.Items.Where(s => LegacyTokenPlan.IsUnused(s, now, Unused)).GroupBy(s => s.Namespace, StringComparer.Ordinal))
            if (await CleanAsync(place.Key, place, now, cancellation) is { } refused) return ReconcileOutcome.Failed(refused);
        return ReconcileOutcome.After(Period);
    }

    /// <summary>3 whose it is, and who might still read it</summary>
    private async Task<Status?> CleanAsync(string @namespace, IEnumerable<Document> secrets, DateTimeOffset now, CancellationToken cancellation)
    {
        var pods = await client.ListAsync(CoreResources.Pods, @namespace, new ListQuery(), cancellation);
        if (!pods.IsSuccess) return pods.Failure;
        foreach (var secret in secrets)
        {
            var account = await client.GetAsync(CoreResources.ServiceAccounts, @namespace, TokenSecretPlan.AccountOf(secret)!, cancellation: cancellation);
            if (account.Failure is { IsNotFound: false } unknown) return unknown;
            if (LegacyTokenPlan.Compute(secret, account.Value, pods.Value.Items, now, Unused) is { } step && (await executor.ApplyAsync(step, cancellation)).Failure is { IsConflict: false } refused) return refused;
        }
        return null;
    }
}
