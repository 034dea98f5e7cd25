using Google.Protobuf;
using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

public sealed partial class EtcdStore
{
    private readonly long server;
    private readonly Dictionary<string, List<PendingWrite>> pending = new(StringComparer.Ordinal);
    private long writes;

    public ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        PutAsync(key, value, 0, cancellation);

    public ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        PutAsync(key, value, expectedRevision, cancellation);

    public ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default)
    {
        var delete = new RequestOp { DeleteRange = new DeleteRangeRequest { Key = layout.Of(key) } };
        return WriteAsync(new PendingWrite(key, expectedRevision, id: null), delete.DeleteRange.Key, delete, cancellation);
    }

    private async ValueTask<StoreWrite> PutAsync(string key, StoreValue value, long expected, CancellationToken cancellation)
    {
        if (value.RevisionOffset > value.Bytes.Length)
            throw new ArgumentException($"the revision offset of {key} lies behind the end of its value", nameof(value));
        var lease = value.TimeToLive is { } life ? await GrantAsync(life, cancellation) : 0;
        if (lease < 0)
            return new StoreWrite(StoreOutcome.NoSpace, CurrentRevision, null);

        var id = new WriteId(server, Interlocked.Increment(ref writes));
        var put = new RequestOp { Put = new PutRequest { Key = layout.Of(key), Value = EtcdValue.Encode(value, id), Lease = lease, IgnoreLease = value.KeepsEnd } };
        var write = await WriteAsync(new PendingWrite(key, expected, id), put.Put.Key, put, cancellation);
        if (lease > 0 && !write.IsDone)
            await connection.CallAsync<LeaseRevokeResponse>("etcdserverpb.Lease/LeaseRevoke", new LeaseRevokeRequest { Id = lease }, cancellation);
        return write;
    }

    private async ValueTask<StoreWrite> WriteAsync(PendingWrite write, ByteString key, RequestOp change, CancellationToken cancellation)
    {
        var request = new TxnRequest
        {
            Compare = { new Compare { Target = Compare.Types.Target.Mod, Key = key, ModRevision = write.Expected } },
            Success = { change },
            Failure = { new RequestOp { Range = new RangeRequest { Key = key } } },
        };
        var creates = write.Expected == 0;
        if (creates)
            Fence(request);
        Await(write);
        try
        {
            while (true)
            {
                var answer = await connection.CallAsync<TxnResponse>("etcdserverpb.KV/Txn", request, cancellation, again: () =>
                {
                    write.WasRepeated = true;
                    return creates ? MoveFenceAsync(request, cancellation) : Task.CompletedTask;
                });
                if (answer.Succeeded)
                    return await DoneAsync(write, answer.Header.Revision, cancellation);
                var refused = await RefusedAsync(write, answer, cancellation);
                if (refused.IsDone || !MetOtherFence(request, answer))
                    return refused;
            }
        }
        catch (GrpcException full) when (IsFull(full))
        {
            return new StoreWrite(StoreOutcome.NoSpace, CurrentRevision, snapshot.Keys.Find(write.Key));
        }
        finally
        {
            Forget(write);
        }
    }

    /// <summary>Answers when readers of this server see it too, with the entry that they see.</summary>
    private async Task<StoreWrite> DoneAsync(PendingWrite write, long revision, CancellationToken cancellation)
    {
        await FollowedAsync(revision, cancellation);
        var history = snapshot.History;
        var entry = revision > history.Compacted && history[revision] is { } happened ? happened.Entry : snapshot.Keys.Find(write.Key);
        return new StoreWrite(StoreOutcome.Done, revision, entry);
    }

    private async Task<StoreWrite> RefusedAsync(PendingWrite write, TxnResponse answer, CancellationToken cancellation)
    {
        // The first of several attempts may be what a later one ran into.
        if (write.WasRepeated)
        {
            await PassAsync(answer.Header.Revision, cancellation);
            if (write.SeenAt > 0)
                return await DoneAsync(write, write.SeenAt, cancellation);
        }

        var found = answer.Responses[0].Range.Kvs;
        if (found.Count == 0)
            return new StoreWrite(StoreOutcome.Missing, answer.Header.Revision, null);
        var standing = snapshot.Keys.Find(write.Key) is { } known && known.Revision == found[0].ModRevision ? known : Read(found[0]);
        return new StoreWrite(write.Expected == 0 ? StoreOutcome.Exists : StoreOutcome.Changed, answer.Header.Revision, standing);
    }

    /// <summary>A lease for one key: what lapses then is one key at one revision. Negative when etcd is full.</summary>
    private async Task<long> GrantAsync(TimeSpan life, CancellationToken cancellation)
    {
        try
        {
            var grant = new LeaseGrantRequest { Ttl = (long)Math.Max(1, Math.Ceiling(life.TotalSeconds)) };
            return (await connection.CallAsync<LeaseGrantResponse>("etcdserverpb.Lease/LeaseGrant", grant, cancellation)).Id;
        }
        catch (GrpcException full) when (IsFull(full))
        {
            return -1;
        }
    }

    private void Await(PendingWrite write)
    {
        lock (gate)
        {
            if (!pending.TryGetValue(write.Key, out var others))
                pending[write.Key] = others = [];
            others.Add(write);
        }
    }

    private void Forget(PendingWrite write)
    {
        lock (gate)
            if (pending.TryGetValue(write.Key, out var others) && others.Remove(write) && others.Count == 0)
                pending.Remove(write.Key);
    }

    private void Settle(string key, long replaced, WriteId? id, long revision)
    {
        if (pending.TryGetValue(key, out var waiting) && waiting.Find(write => write.Is(replaced, id)) is { } write)
            write.SeenAt = revision;
    }

    private static bool IsFull(GrpcException failure) =>
        failure.Code == GrpcStatus.ResourceExhausted && failure.Message.Contains("space exceeded", StringComparison.Ordinal);
}
