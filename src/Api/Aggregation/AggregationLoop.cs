using Microsoft.Extensions.Logging;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Aggregation;

/// <summary>Keeps the APIServices of this server's own group versions, and has those of others followed. It ends with the store.</summary>
internal sealed partial class AggregationLoop(
    ApiCore core, IRevisionStore store, IKindSource kinds, RemoteVersions remotes, AvailabilityCheck check, RemoteDiscovery discovery, RemoteOpenApi schemas, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly UserInfo Starter = new("system:apiserver", ["system:masters", "system:authenticated"]);
    private static readonly UserInfo Self = new("system:kube-aggregator", ["system:authenticated"]);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private readonly ILogger logger = loggers.CreateLogger<AggregationLoop>();
    private readonly InProcessClient client = new(core, Self);
    private readonly Dictionary<(string Group, string Version, string Uid), CancellationTokenSource> followers = [];

    /// <summary>Completes when the store has ended.</summary>
    public Task Following { get; private set; } = Task.CompletedTask;

    /// <summary>Before anybody is served: the roles by which <see cref="Self"/> could do it may not be there yet.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        await remotes.StartAsync(cancellation);
        if (await KeepOwnAsync(new InProcessClient(core, Starter), starting: true, cancellation) is { } failure)
            throw new InvalidOperationException($"the APIServices of this server cannot be set up: {failure.Message}");
        Following = FollowAsync();
    }

    private async Task FollowAsync()
    {
        while (true)
        {
            try
            {
                if (!await FollowUntilCutOffAsync()) return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailure(e);
                await Task.Delay(AfterFailure, time);
            }
        }
    }

    /// <summary>False when the store has ended.</summary>
    private async Task<bool> FollowUntilCutOffAsync()
    {
        using var watch = store.Watch(RemoteVersions.Prefix, store.CurrentRevision);
        Task<bool>? changed = null;
        var (source, replaced) = (Task.CompletedTask, Task.CompletedTask);
        while (true)
        {
            while (watch.TryRead(out _)) continue;
            if (source != kinds.Replaced) (source, replaced) = (kinds.Replaced, kinds.Replaced.OrCancelledAsync(CancellationToken.None));
            var failure = await KeepOwnAsync(client, starting: false, CancellationToken.None);
            await KeepFollowersAsync();
            if (failure is not null)
            {
                LogUnkept(failure.Message);
                await Task.Delay(AfterFailure, time);
                continue;
            }
            changed ??= watch.WaitAsync(CancellationToken.None).AsTask();
            await Task.WhenAny(changed, replaced);
            if (!changed.IsCompleted) continue;
            if (!await changed)
            {
                if (watch.End == StoreWatchEnd.TooSlow) return true;
                foreach (var follower in followers.Values) follower.Cancel();
                return false;
            }
            changed = null;
        }
    }

    private async Task<Status?> KeepOwnAsync(InProcessClient by, bool starting, CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(RemoteVersions.Prefix), cancellation);
        var steps = LocalServices.Plan(kinds.Current, page.Entries.Select(Stored.Read), starting);
        var outcomes = await Task.WhenAll(steps.Select(step => LocalServices.TakeAsync(step, by, cancellation)));
        return Array.Find(outcomes, o => o is not null);
    }

    private async Task KeepFollowersAsync()
    {
        var wanted = (await remotes.CurrentAsync(CancellationToken.None)).All.ToDictionary(r => (r.Group, r.Version, r.Source.Uid));
        foreach (var (key, follower) in followers.Where(f => !wanted.ContainsKey(f.Key)).ToList())
        {
            follower.Cancel();
            followers.Remove(key);
            discovery.Forget($"{key.Group}/{key.Version}");
            schemas.Forget($"{key.Group}/{key.Version}");
        }
        foreach (var key in wanted.Keys.Where(k => !followers.ContainsKey(k)))
        {
            var ending = followers[key] = new CancellationTokenSource();
            _ = new RemoteFollower(store, remotes, check, discovery, schemas, client, time, loggers.CreateLogger<RemoteFollower>()).RunAsync(key.Group, key.Version, ending.Token);
        }
    }
}
