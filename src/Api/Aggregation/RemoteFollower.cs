using Microsoft.Extensions.Logging;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Aggregation;

/// <summary>
/// Keeps one remote group version judged: when its APIService, its Service or the endpoints change, and now and then,
/// since a server may go without any of them changing. Each has its own, so that a slow one delays nobody.
/// </summary>
internal sealed partial class RemoteFollower(IRevisionStore store, RemoteVersions remotes, AvailabilityCheck check, RemoteDiscovery discovery, RemoteOpenApi schemas, IClusterClient client, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Recheck = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>Ends when the group version is no longer elsewhere, when cancelled, and with the store.</summary>
    public async Task RunAsync(string group, string version, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                await FollowAsync(group, version, cancellation);
                return;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                LogFailure($"{version}.{group}", e);
                await Task.Delay(FirstRetry, time, CancellationToken.None);
            }
        }
    }

    private async Task FollowAsync(string group, string version, CancellationToken cancellation)
    {
        var retry = new Backoff<string>(FirstRetry, Recheck, time);
        while ((await remotes.CurrentAsync(cancellation)).Find(group, version) is { } remote)
        {
            // 1 what it hangs on, watched from before it is looked at
            using var changes = Watches(remote);

            // 2 look, learn what it offers, and only then say that it is there
            var verdict = await check.RunAsync(remote, cancellation);
            if (verdict == Availability.Passed) await Task.WhenAll(discovery.RefreshAsync(remote, cancellation).AsTask(), schemas.RefreshAsync(remote, cancellation).AsTask());
            else discovery.Stale(remote);
            var failure = await SayAsync(remote, verdict, cancellation);
            if (failure is { IsNotFound: true } or { IsConflict: true }) continue;
            if (failure is not null) LogUnsaid(remote.Name, failure.Message);

            // 3 until something changes
            var wait = Recheck;
            if (verdict == Availability.Passed && failure is null) retry.Forget(version);
            else wait = retry.Next(version);
            if (!await changes.WaitAsync(wait, time, cancellation)) return;
        }
    }

    private async ValueTask<Status?> SayAsync(RemoteVersion remote, Availability verdict, CancellationToken cancellation)
    {
        if (verdict.In(remote.Source, time.GetUtcNow()) is not { } body) return null;
        var written = await client.UpdateAsync(RemoteVersions.ApiServices, "", body, new WriteQuery { Subresource = "status" }, cancellation);
        return written.IsSuccess ? null : written.Failure;
    }

    private StoreChanges Watches(RemoteVersion remote)
    {
        var catalogue = KindCatalogue.BuiltIn;
        return new StoreChanges(store, store.CurrentRevision,
        [
            // What is said about it here is no reason to look again.
            (RemoteVersions.Prefix + remote.Name, changed => changed.Name == remote.Name && !(Draft.DeepEquals(Draft.From(changed.Spec), Draft.From(remote.Source.Spec)) && changed.Uid == remote.Source.Uid)),
            (Keys.Of(catalogue.Find(CoreResources.Services)!, remote.Target.Namespace, remote.Target.Service), changed => changed.Name == remote.Target.Service),
            (Keys.Prefix(catalogue.Find(CoreResources.EndpointSlices)!, remote.Target.Namespace), changed => changed.Metadata["labels"u8]["kubernetes.io/service-name"].AsString() == remote.Target.Service),
        ]);
    }
}
