using System.Globalization;
using Google.Protobuf;
using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>
/// Who gives up history says so first, in a mark that only one of several servers can write at a time, so that
/// every server that starts later knows from where on the history is whole.
/// </summary>
public sealed partial class EtcdStore
{
    private long compactedInEtcd;

    public async ValueTask CompactAsync(long revision, CancellationToken cancellation = default)
    {
        if (revision > CurrentRevision)
            throw new ArgumentOutOfRangeException(nameof(revision), revision, $"the store is at revision {CurrentRevision}");
        while (true)
        {
            var (mark, _) = await ReadMarkAsync(cancellation);
            if (mark?.Compacted >= revision || await TryMarkAsync(revision, mark?.Written ?? 0, cancellation))
                break;
        }

        await GiveUpAsync(revision, cancellation);
    }

    /// <summary>
    /// Every interval, to where the store was the interval before. The server that finds the mark as it left it,
    /// or as it found it, is the one; the others start to count anew.
    /// </summary>
    private async Task CompactRegularlyAsync(CancellationToken cancellation)
    {
        var (seen, target) = (-1L, 0L);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var (mark, newest) = await ReadMarkAsync(cancellation);
                if (target > 0 && mark?.Written == seen && target > mark?.Compacted && await TryMarkAsync(target, seen, cancellation))
                {
                    await GiveUpAsync(target, cancellation);
                    LogCompacted(target);
                    (mark, newest) = await ReadMarkAsync(cancellation);
                }

                (seen, target) = (mark?.Written ?? 0, newest);
            }
            catch (Exception failure) when (failure is GrpcException or StoreUnavailableException)
            {
                LogCompactionFailed(target, failure.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Pause(config.CompactionInterval, cancellation);
        }
    }

    /// <summary>Writes the mark if it still stands at that revision; false when another server was faster.</summary>
    private async Task<bool> TryMarkAsync(long revision, long standing, CancellationToken cancellation)
    {
        var mark = new PutRequest { Key = layout.Compaction, Value = ByteString.CopyFromUtf8(revision.ToString(CultureInfo.InvariantCulture)) };
        var request = new TxnRequest
        {
            Compare = { new Compare { Target = Compare.Types.Target.Mod, Key = layout.Compaction, ModRevision = standing } },
            Success = { new RequestOp { Put = mark } },
        };
        try
        {
            return (await connection.CallAsync<TxnResponse>("etcdserverpb.KV/Txn", request, cancellation)).Succeeded;
        }
        catch (GrpcException full) when (IsFull(full))
        {
            // Giving up history is what makes room; that the mark stays behind costs a restarted server some history.
            return true;
        }
    }

    private async Task GiveUpAsync(long revision, CancellationToken cancellation)
    {
        try
        {
            await connection.CallAsync<CompactionResponse>("etcdserverpb.KV/Compact", new CompactionRequest { Revision = revision }, cancellation);
        }
        catch (GrpcException gone) when (gone.Code == GrpcStatus.OutOfRange)
        {
            // Somebody has given up as much, or more.
        }

        lock (gate)
        {
            compactedInEtcd = Math.Max(compactedInEtcd, revision);
            snapshot = snapshot with { History = snapshot.History.CompactTo(revision) };
        }
    }
}
