using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

public sealed partial class EtcdStore
{
    public async ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default)
    {
        var now = await FreshAsync(cancellation);
        if (IsInMemory(now, revision))
            return now.At(key, revision).Find(key);
        var page = await PastAsync(new RangeRequest { Key = layout.Of(key), Revision = revision }, cancellation);
        return page.Kvs.Count == 0 ? null : Read(page.Kvs[0]);
    }

    public async ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default) => (await FreshAsync(cancellation)).Revision;

    public async ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default)
    {
        var now = await FreshAsync(cancellation);
        if (IsInMemory(now, range.Revision))
            return now.Page(range);

        var (from, to) = layout.RangeOf(range.Prefix);
        if (range.After.Length > 0)
            from = After(layout.Of(range.After));
        var page = await PastAsync(new RangeRequest { Key = from, RangeEnd = to, Revision = range.Revision, Limit = range.Limit }, cancellation);
        var entries = page.Kvs.Select(Read).OfType<StoreEntry>().Where(entry => entry.Key.StartsWith(range.Prefix, StringComparison.Ordinal)).ToArray();
        return new StorePage(entries, range.Revision, page.More ? page.Count - page.Kvs.Count : 0);
    }

    public async ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default)
    {
        var (from, to) = (await FreshAsync(cancellation)).Keys.RangeOf(prefix, "");
        return to - from;
    }

    public async ValueTask<long> SizeAsync(CancellationToken cancellation = default) =>
        (await connection.CallAsync<StatusResponse>("etcdserverpb.Maintenance/Status", new StatusRequest(), cancellation)).DbSize;

    public DateTimeOffset? TimeOf(long revision) => snapshot.TimeOf(revision);

    public long RevisionAt(DateTimeOffset moment) => snapshot.RevisionAt(moment);

    // What this server has given up, or never had, etcd may still keep.
    private bool IsInMemory(StoreSnapshot now, long revision) =>
        revision == 0 || revision > now.History.Compacted || revision <= Volatile.Read(ref compactedInEtcd);

    private async Task<RangeResponse> PastAsync(RangeRequest request, CancellationToken cancellation)
    {
        var asked = request.Revision;
        try
        {
            return await RangeAsync(request, cancellation);
        }
        catch (GrpcException gone) when (gone.Code == GrpcStatus.OutOfRange)
        {
            throw new RevisionCompactedException(asked, CompactedRevision);
        }
    }
}
