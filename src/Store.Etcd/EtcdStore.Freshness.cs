using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>
/// How a read sees every write that any server has acknowledged before it: etcd is asked for its revision, by one
/// question for all who wait, and the read goes on when the watch has come that far.
/// </summary>
public sealed partial class EtcdStore
{
    private static readonly TimeSpan QuietAfter = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan StalledAfter = TimeSpan.FromSeconds(2);

    private readonly Lock questions = new();
    private Task? asked;
    private Task? next;

    private async Task<StoreSnapshot> FreshAsync(CancellationToken cancellation)
    {
        await NewestAsync().WaitAsync(cancellation);
        return snapshot;
    }

    // A question that is already under way may have been answered before the write that its asker must see.
    private Task NewestAsync()
    {
        lock (questions)
        {
            if (asked is null)
                return asked = AskAsync(Task.CompletedTask);
            return next ??= AskAsync(asked);
        }
    }

    private async Task AskAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            var answer = await RangeAsync(new RangeRequest { Key = layout.Barrier, CountOnly = true }, ending.Token);
            await PassAsync(answer.Header.Revision, ending.Token);
        }
        finally
        {
            lock (questions)
                (asked, next) = (next, null);
        }
    }

    /// <summary>Returns when the snapshot has come to that revision, which may be one of keys that are not ours.</summary>
    private async Task PassAsync(long revision, CancellationToken cancellation)
    {
        // Nothing comes when others wrote it; then one of ours behind it will be seen.
        if (!await ReachedAsync(revision, QuietAfter, cancellation))
            await FollowedAsync(await PutBarrierAsync(cancellation) ?? revision, cancellation);
    }

    /// <summary>Returns when the watch has brought that revision, which is one of our keys.</summary>
    private async Task FollowedAsync(long revision, CancellationToken cancellation)
    {
        var begun = time.GetTimestamp();
        while (!await ReachedAsync(revision, StalledAfter, cancellation))
        {
            // The watch may hang on a member that no longer hears from the others.
            if (time.GetElapsedTime(begun) > config.RequestTimeout)
                throw new StoreUnavailableException($"the watch of etcd stands still at revision {snapshot.Revision}, behind {revision}");
            LogStalled(snapshot.Revision, revision);
            StopRound();
        }
    }

    private async Task<long?> PutBarrierAsync(CancellationToken cancellation)
    {
        try
        {
            var put = new PutRequest { Key = layout.Barrier };
            return (await connection.CallAsync<PutResponse>("etcdserverpb.KV/Put", put, cancellation)).Header.Revision;
        }
        catch (GrpcException full) when (IsFull(full))
        {
            return null;
        }
    }

    private async Task<bool> ReachedAsync(long revision, TimeSpan within, CancellationToken cancellation)
    {
        if (snapshot.Revision >= revision)
            return true;
        using var late = new CancellationTokenSource(within, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await hub.WaitForAsync(revision, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void StopRound()
    {
        try
        {
            Volatile.Read(ref round)?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended by itself.
        }
    }
}
