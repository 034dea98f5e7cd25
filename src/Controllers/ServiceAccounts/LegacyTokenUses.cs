using System.Threading.Channels;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceAccounts;

/// <summary>
/// Notes on the secrets of tokens of old when they were last used, by the day, and since when that is noted. Each server
/// notes what it sees; a note that cannot be written follows at the token's next use.
/// </summary>
public sealed class LegacyTokenUses(TimeProvider time)
{
    public const string ConfigMapName = "kube-apiserver-legacy-service-account-token-tracking";

    /// <summary>Under this name it writes.</summary>
    public const string Account = "legacy-token-tracking";
    private const string Namespace = "kube-system";
    private readonly Channel<(string Namespace, string Secret)> uses =
        Channel.CreateBounded<(string, string)>(new BoundedChannelOptions(1000) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>The token of a secret was shown; <paramref name="lastUsed"/> is what is noted so far.</summary>
    public void Note(string @namespace, string secret, string lastUsed)
    {
        if (lastUsed != LegacyTokenPlan.Day(time.GetUtcNow())) uses.Writer.TryWrite((@namespace, secret));
    }

    public async Task RunAsync(IClusterClient client, CancellationToken cancellation)
    {
        try
        {
            await BeginAsync(client, cancellation);
            while (await uses.Reader.WaitToReadAsync(cancellation))
                while (uses.Reader.TryRead(out var used)) await WriteAsync(client, used.Namespace, used.Secret, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task WriteAsync(IClusterClient client, string @namespace, string secret, CancellationToken cancellation)
    {
        var labels = new DraftObject { [LegacyTokenPlan.LastUsed] = LegacyTokenPlan.Day(time.GetUtcNow()) };
        await client.PatchAsync(CoreResources.Secrets, @namespace, secret, PatchBody.Merge(new DraftObject { ["metadata"] = new DraftObject { ["labels"] = labels } }), cancellation: cancellation);
    }

    /// <summary>Writes down that the notes begin today, unless it stands there since when they are taken.</summary>
    private async Task BeginAsync(IClusterClient client, CancellationToken cancellation)
    {
        var data = new DraftObject { ["since"] = LegacyTokenPlan.Day(time.GetUtcNow()) };
        var found = await client.GetAsync(CoreResources.ConfigMaps, Namespace, ConfigMapName, cancellation: cancellation);
        if (found.Failure is { IsNotFound: true })
            await client.CreateAsync(CoreResources.ConfigMaps, Namespace, new DraftObject { ["metadata"] = new DraftObject { ["name"] = ConfigMapName }, ["data"] = data }, cancellation: cancellation);
        else if (found.Value is { } map && LegacyTokenPlan.ParseDay(map.Root["data"u8]["since"u8].AsString()) is null)
            await client.PatchAsync(CoreResources.ConfigMaps, Namespace, ConfigMapName, PatchBody.Merge(new DraftObject { ["data"] = data }), cancellation: cancellation);
    }
}
