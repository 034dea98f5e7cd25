using System.Globalization;
using Google.Protobuf;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

public sealed partial class EtcdStore
{
    private const int LoadPage = 1000;

    /// <summary>
    /// Reads all keys as they were at the start of the kept history, so that the watch which follows brings that
    /// history too and a watcher may go on from before the restart. Answers the revision then newest in etcd.
    /// </summary>
    private async Task<long> LoadAsync(CancellationToken cancellation)
    {
        // 0. In which revisions we speak, before the first that is read.
        connection.Base = await ReadBaseAsync(cancellation);

        // 1. Where the history starts: at the last compaction, or here and now in an etcd that had none of ours.
        var (mark, newest) = await ReadMarkAsync(cancellation);
        if (mark is null)
            await TryMarkAsync(newest, 0, cancellation);
        compactedInEtcd = mark?.Compacted ?? newest;
        var from = Math.Max(compactedInEtcd, newest - config.HistoryRevisions);

        // 2. The keys at that revision; at the newest when etcd was compacted behind our back.
        KeyIndex keys;
        try
        {
            keys = await LoadKeysAsync(from, cancellation);
        }
        catch (GrpcException gone) when (gone.Code == GrpcStatus.OutOfRange)
        {
            from = compactedInEtcd = newest;
            keys = await LoadKeysAsync(from, cancellation);
        }

        // 3. Watchers that were at an earlier revision cannot be told what happened since.
        lock (gate)
        {
            snapshot = new StoreSnapshot(keys, EventHistory.StartingAfter(from));
            hub.Cut(from);
        }

        return newest;
    }

    private async Task<RevisionBase> ReadBaseAsync(CancellationToken cancellation)
    {
        var found = (await RangeAsync(new RangeRequest { Key = layout.Base }, cancellation)).Kvs;
        return found.Count == 0 ? default : new RevisionBase(long.Parse(found[0].Value.Span, CultureInfo.InvariantCulture));
    }

    private async Task<KeyIndex> LoadKeysAsync(long revision, CancellationToken cancellation)
    {
        var keys = KeyIndex.Empty;
        for (var from = layout.Start; ;)
        {
            var page = await RangeAsync(new RangeRequest { Key = from, RangeEnd = layout.End, Revision = revision, Limit = LoadPage }, cancellation);
            foreach (var found in page.Kvs)
                if (Read(found) is { } entry)
                    keys = keys.Set(entry);
            if (!page.More)
                return keys;
            from = After(page.Kvs[^1].Key);
        }
    }

    private Task<RangeResponse> RangeAsync(RangeRequest request, CancellationToken cancellation) =>
        connection.CallAsync<RangeResponse>("etcdserverpb.KV/Range", request, cancellation);

    private async Task<((long Compacted, long Written)? Mark, long Newest)> ReadMarkAsync(CancellationToken cancellation)
    {
        var answer = await RangeAsync(new RangeRequest { Key = layout.Compaction }, cancellation);
        if (answer.Kvs.Count == 0)
            return (null, answer.Header.Revision);
        var mark = answer.Kvs[0];
        return ((long.Parse(mark.Value.Span, CultureInfo.InvariantCulture), mark.ModRevision), answer.Header.Revision);
    }

    /// <summary>The key that comes right behind this one.</summary>
    private static ByteString After(ByteString key)
    {
        var next = new byte[key.Length + 1];
        key.CopyTo(next, 0);
        return UnsafeByteOperations.UnsafeWrap(next);
    }
}
