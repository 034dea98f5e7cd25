using System.Globalization;
using Google.Protobuf;
using Timonier.Contracts.Store;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>What a move of a cluster from or to another store needs of etcd, beside what every store can do.</summary>
public sealed partial class EtcdStore
{
    /// <summary>Sees to it that all revisions of a store that is still empty come above that one. Called before the start.</summary>
    /// <exception cref="IOException">Something lies there already.</exception>
    public async Task BeginAboveAsync(long revision, CancellationToken cancellation)
    {
        var held = await RangeAsync(new RangeRequest { Key = layout.Start, RangeEnd = layout.End, CountOnly = true }, cancellation);
        if (held.Count > 0)
            throw new IOException($"{held.Count} keys lie in etcd below {layout.Start.ToStringUtf8()} already: give another prefix, or delete them first");
        await BeginAnewAsync(revision, cancellation);
    }

    /// <summary>
    /// Deletes all that is there and sees to it that what follows comes above that revision, both or neither. Called before
    /// the start, while no server runs; creates that a dead one has left on the way come too late.
    /// </summary>
    public async Task BeginAnewAsync(long revision, CancellationToken cancellation)
    {
        var newest = (await RangeAsync(new RangeRequest { Key = layout.Base, CountOnly = true }, cancellation)).Header.Revision;
        var above = ByteString.CopyFromUtf8(Math.Max(0, revision - newest).ToString(CultureInfo.InvariantCulture));
        var request = new TxnRequest
        {
            Success =
            {
                // etcd does not let one transaction write what it deletes.
                Deletion(layout.Start, layout.Base), Deletion(After(layout.Base), layout.Fence), Deletion(After(layout.Fence), layout.End),
                new RequestOp { Put = new PutRequest { Key = layout.Base, Value = above } },
                new RequestOp { Put = new PutRequest { Key = layout.Fence, Value = NewFence() } },
            },
        };
        await connection.CallAsync<TxnResponse>("etcdserverpb.KV/Txn", request, cancellation);
    }

    private static RequestOp Deletion(ByteString from, ByteString to) => new() { DeleteRange = new DeleteRangeRequest { Key = from, RangeEnd = to } };

    /// <summary>The keys that delete themselves, and how long that is from now.</summary>
    public async Task<IReadOnlyDictionary<string, TimeSpan>> TimesToLiveAsync(CancellationToken cancellation)
    {
        var lives = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        for (var from = layout.Start; ;)
        {
            var page = await RangeAsync(new RangeRequest { Key = from, RangeEnd = layout.End, Limit = LoadPage }, cancellation);
            foreach (var found in page.Kvs)
            {
                if (found.Lease == 0 || layout.Read(found.Key) is not { } key)
                    continue;
                var request = new LeaseTimeToLiveRequest { Id = found.Lease };
                var answer = await connection.CallAsync<LeaseTimeToLiveResponse>("etcdserverpb.Lease/LeaseTimeToLive", request, cancellation);
                lives[key] = TimeSpan.FromSeconds(Math.Max(1, answer.Ttl));
            }

            if (!page.More)
                return lives;
            from = After(page.Kvs[^1].Key);
        }
    }
}
