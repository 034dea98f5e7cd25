using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Timonier.Contracts.Runtime;
using Timonier.Grpc;

namespace Timonier.Runtime.Cri;

/// <summary>gRPC to the unix socket of a container runtime, whose refusals are <see cref="RuntimeException"/>s.</summary>
internal sealed class CriChannel : IDisposable
{
    public const int NotFound = GrpcStatus.NotFound;
    public const int DeadlineExceeded = GrpcStatus.DeadlineExceeded;
    public const int Unimplemented = GrpcStatus.Unimplemented;
    public const int Unavailable = GrpcStatus.Unavailable;
    private readonly GrpcChannel channel;

    public CriChannel(string socketPath) => channel = new GrpcChannel(
        new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        },
        "http://localhost", "the container runtime");

    public Task<T> RuntimeAsync<T>(string method, IMessage request, CancellationToken cancellation) where T : IMessage<T>, new() =>
        CallAsync<T>("runtime.v1.RuntimeService/" + method, request, cancellation);

    public Task<T> ImagesAsync<T>(string method, IMessage request, CancellationToken cancellation) where T : IMessage<T>, new() =>
        CallAsync<T>("runtime.v1.ImageService/" + method, request, cancellation);

    public async IAsyncEnumerable<T> StreamAsync<T>(string path, IMessage request, [EnumeratorCancellation] CancellationToken cancellation) where T : IMessage<T>, new()
    {
        await using var messages = channel.StreamAsync<T>(path, request, cancellation).GetAsyncEnumerator(cancellation);
        while (await MovesAsync(messages)) yield return messages.Current;
    }

    public void Dispose() => channel.Dispose();

    private async Task<T> CallAsync<T>(string path, IMessage request, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        try
        {
            return await channel.CallAsync<T>(path, request, [], cancellation);
        }
        catch (GrpcException refusal)
        {
            throw new RuntimeException(refusal.Code, refusal.Message);
        }
    }

    private static async Task<bool> MovesAsync<T>(IAsyncEnumerator<T> messages)
    {
        try
        {
            return await messages.MoveNextAsync();
        }
        catch (GrpcException refusal)
        {
            throw new RuntimeException(refusal.Code, refusal.Message);
        }
    }
}
