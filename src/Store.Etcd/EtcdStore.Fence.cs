using Google.Protobuf;
using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>
/// What keeps a create from happening twice, or after its refusal. A first attempt whose connection broke may still lie
/// before a member and arrive when the key has come and gone; an update or a delete names a revision that never comes
/// again, but "not there" does. So every create also names the value of one key, the fence, which all servers share and
/// which changes before a second attempt is made: from then on the first one fails.
/// </summary>
public sealed partial class EtcdStore
{
    private readonly SemaphoreSlim fencing = new(1);

    // What this server last knew; null as long as it has not seen one, as in an etcd that has none yet.
    private volatile ByteString? fence;

    /// <summary>Adds the condition to a create, and to its refusal the fence as it stands.</summary>
    private void Fence(TxnRequest create)
    {
        create.Compare.Add(FenceIs(fence));
        create.Failure.Add(new RequestOp { Range = new RangeRequest { Key = layout.Fence } });
    }

    /// <summary>Whether nothing but another fence was in the way of this create, which may then be tried again behind that one.</summary>
    private bool MetOtherFence(TxnRequest create, TxnResponse answer)
    {
        if (answer.Succeeded || create.Compare.Count < 2 || answer.Responses[0].Range.Kvs.Count > 0)
            return false;
        fence = answer.Responses[1].Range.Kvs is [var standing] ? standing.Value : null;
        create.Compare[1] = FenceIs(fence);
        return true;
    }

    /// <summary>Sees to it that this create, as it was sent before, can no longer happen.</summary>
    private async Task MoveFenceAsync(TxnRequest create, CancellationToken cancellation)
    {
        var passed = create.Compare[1];
        await fencing.WaitAsync(cancellation);
        try
        {
            // Another create may have seen to it.
            if (FenceIs(fence).Equals(passed))
                fence = await MovedFenceAsync(passed, cancellation);
        }
        finally
        {
            fencing.Release();
        }

        create.Compare[1] = FenceIs(fence);
    }

    private async Task<ByteString?> MovedFenceAsync(Compare passed, CancellationToken cancellation)
    {
        var moved = NewFence();
        var request = new TxnRequest
        {
            Compare = { passed },
            Success = { new RequestOp { Put = new PutRequest { Key = layout.Fence, Value = moved } } },
            Failure = { new RequestOp { Range = new RangeRequest { Key = layout.Fence } } },
        };
        try
        {
            var answer = await connection.CallAsync<TxnResponse>("etcdserverpb.KV/Txn", request, cancellation);
            return answer.Succeeded ? moved : answer.Responses[0].Range.Kvs is [var standing] ? standing.Value : null;
        }
        catch (GrpcException full) when (IsFull(full))
        {
            throw new StoreUnavailableException("etcd is full, so that a write whose answer was lost cannot be tried again", full);
        }
    }

    private ByteString NewFence() => new WriteId(server, Interlocked.Increment(ref writes)).ToBytes();

    private Compare FenceIs(ByteString? value) => value is null
        ? new Compare { Target = Compare.Types.Target.Mod, Key = layout.Fence, ModRevision = 0 }
        : new Compare { Target = Compare.Types.Target.Value, Key = layout.Fence, Value = value };
}
