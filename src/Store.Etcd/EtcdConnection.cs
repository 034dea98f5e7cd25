using System.Runtime.CompilerServices;
using Google.Protobuf;
using Timonier.Contracts.Store;
using Timonier.Grpc;
using Timonier.Store.Etcd.Protos;

namespace Timonier.Store.Etcd;

/// <summary>
/// The members of one etcd, one of them in use until it fails. Every request demands that its member has a
/// leader, so that one cut off from the others says so instead of showing the past.
/// </summary>
internal sealed partial class EtcdConnection(EtcdStoreConfig config, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly KeyValuePair<string, string> NeedsLeader = new("hasleader", "true");

    private readonly GrpcChannel[] members = [.. config.Endpoints.Select(endpoint => EtcdTransport.To(endpoint, config))];
    private int used;

    /// <summary>By how much the revisions that everybody else sees are above those that etcd counts; set before use.</summary>
    public RevisionBase Base { get; set; }

    public GrpcChannel Member => members[Volatile.Read(ref used)];

    /// <summary>
    /// Asks one member after the other until there is an answer. <paramref name="again"/> comes before each further
    /// attempt: a former one may have had its effect, so that the answer to the next may speak of it, or may yet have it.
    /// </summary>
    /// <exception cref="StoreUnavailableException">No member answered in time, or one will not have us.</exception>
    /// <exception cref="GrpcException">What is asked for is compacted away, or etcd is full.</exception>
    public async Task<T> CallAsync<T>(string path, IMessage request, CancellationToken cancellation, Func<Task>? again = null) where T : class, IMessage<T>, new()
    {
        var begun = time.GetTimestamp();
        Base.Lower(request);
        while (true)
        {
            var member = Member;
            try
            {
                return await AttemptAsync<T>(member, path, request, cancellation);
            }
            catch (GrpcException failure) when (IsPassing(failure))
            {
                if (time.GetElapsedTime(begun) > config.RequestTimeout)
                    throw new StoreUnavailableException($"etcd gave no answer within {config.RequestTimeout.TotalSeconds} s; the last member asked was {member.Peer}: {failure.Message}", failure);
                if (!ForgetToken(failure))
                    Leave(member);
            }
            catch (GrpcException refusal) when (refusal.Code is not (GrpcStatus.OutOfRange or GrpcStatus.ResourceExhausted))
            {
                throw new StoreUnavailableException($"{member.Peer} refuses: {refusal.Message}", refusal);
            }

            await Task.Delay(RetryDelay, time, cancellation);
            if (again is not null)
                await again();
        }
    }

    /// <summary>The answers to one watch at one member, until it ends or fails.</summary>
    public async IAsyncEnumerable<WatchResponse> WatchAsync(GrpcChannel member, WatchCreateRequest watch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var metadata = await MetadataAsync(member, cancellation);
        var request = new WatchRequest { Create = watch };
        Base.Lower(request);
        await foreach (var answer in member.DuplexAsync<WatchResponse>("etcdserverpb.Watch/Watch", request, metadata, cancellation))
        {
            Base.Raise(answer);
            yield return answer;
        }
    }

    /// <summary>Uses the next member from now on, unless somebody has already seen to that.</summary>
    public void Leave(GrpcChannel member)
    {
        var now = Volatile.Read(ref used);
        if (members[now] == member)
            Interlocked.CompareExchange(ref used, (now + 1) % members.Length, now);
    }

    public void Dispose()
    {
        foreach (var member in members)
            member.Dispose();
        logIn.Dispose();
    }

    private async Task<T> AttemptAsync<T>(GrpcChannel member, string path, IMessage request, CancellationToken cancellation) where T : class, IMessage<T>, new()
    {
        using var late = new CancellationTokenSource(config.AttemptTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            var answer = await member.CallAsync<T>(path, request, await MetadataAsync(member, either.Token), either.Token);
            Base.Raise(answer);
            return answer;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatus.DeadlineExceeded, $"{path}: {member.Peer} did not answer within {config.AttemptTimeout.TotalSeconds} s");
        }
    }

    // Lost members, elections (etcd has no code for a proposal that one swallowed), overload, and log-ins that are no
    // longer good: another attempt may succeed.
    private static bool IsPassing(GrpcException failure) =>
        failure.Code is GrpcStatus.Unavailable or GrpcStatus.DeadlineExceeded or GrpcStatus.Unauthenticated or GrpcStatus.Unknown
        || IsOldLogIn(failure)
        || (failure.Code == GrpcStatus.ResourceExhausted && failure.Message.Contains("too many requests", StringComparison.Ordinal));
}
