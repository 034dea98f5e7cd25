using Google.Protobuf;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>
/// Between etcd's revisions and ours, which are higher by a constant where the cluster has moved here from another
/// store: a revision must never come twice, and etcd cannot be told where to begin. Zero means "none" on both sides.
/// </summary>
internal readonly record struct RevisionBase(long Above)
{
    /// <summary>A request as etcd understands it. Called once for each, before the first attempt.</summary>
    public void Lower(IMessage request)
    {
        if (Above == 0)
            return;
        switch (request)
        {
            case RangeRequest range:
                range.Revision = Lower(range.Revision);
                break;
            case TxnRequest transaction:
                foreach (var compare in transaction.Compare.Where(static compare => compare.Target == Compare.Types.Target.Mod))
                    compare.ModRevision = Lower(compare.ModRevision);
                break;
            case CompactionRequest compaction:
                compaction.Revision = Lower(compaction.Revision);
                break;
            case WatchRequest { Create: { } watch }:
                watch.StartRevision = Lower(watch.StartRevision);
                break;
            default:
                break;
        }
    }

    /// <summary>An answer as the store understands it.</summary>
    public void Raise(IMessage answer)
    {
        if (Above == 0)
            return;
        switch (answer)
        {
            case RangeResponse range:
                Raise(range.Header);
                Raise(range);
                break;
            case PutResponse put:
                Raise(put.Header);
                break;
            case TxnResponse transaction:
                Raise(transaction.Header);
                foreach (var response in transaction.Responses)
                    Raise(response.Range);
                break;
            case WatchResponse watch:
                Raise(watch.Header);
                watch.CompactRevision = Raise(watch.CompactRevision);
                foreach (var change in watch.Events)
                    Raise(change.Kv);
                break;
            default:
                break;
        }
    }

    private long Lower(long revision) => revision == 0 ? 0 : Math.Max(1, revision - Above);

    private long Raise(long revision) => revision == 0 ? 0 : revision + Above;

    private void Raise(Header? header)
    {
        if (header is not null)
            header.Revision = Raise(header.Revision);
    }

    private void Raise(RangeResponse? range)
    {
        if (range is null)
            return;
        foreach (var found in range.Kvs)
            Raise(found);
    }

    private void Raise(KeyValue found)
    {
        found.ModRevision = Raise(found.ModRevision);
        found.CreateRevision = Raise(found.CreateRevision);
    }
}
