using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Timonier.Store.Etcd.Tests;

/// <summary>
/// A way to a member on which a request can be caught: its sender is told that the connection is lost, and it arrives
/// when the test says so. That is what a paused machine and a broken network do.
/// </summary>
internal sealed class HoldingProxy : IDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly TaskCompletionSource caught = new();
    private readonly TaskCompletionSource released = new();
    private readonly TaskCompletionSource answered = new();
    private readonly EtcdMember member;
    private readonly byte[] sought;
    private int caughtStream;

    /// <param name="sought">Stands in the request that is caught.</param>
    public HoldingProxy(EtcdMember member, byte[] sought)
    {
        (this.member, this.sought) = (member, sought);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _ = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}");

    public Task Caught => caught.Task;

    /// <summary>The caught request goes on to the member, and is answered there.</summary>
    public async Task ReleaseAsync()
    {
        released.SetResult();
        await answered.Task;
    }

    public void Dispose()
    {
        listener.Dispose();
        foreach (var socket in sockets)
            socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(client);
                sockets.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, member.ClientPort);
                _ = Task.WhenAll(ForwardAsync(client, server), AnswerAsync(server, client));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ForwardAsync(Socket client, Socket server)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await client.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (buffer.AsSpan(0, count).IndexOf(sought) >= 0 && !caught.Task.IsCompleted)
                {
                    caughtStream = StreamsWithData(buffer.AsSpan(0, count))[^1];
                    caught.SetResult();
                    client.Dispose();
                    await released.Task;
                }

                await server.SendAsync(buffer.AsMemory(0, count));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }

    private async Task AnswerAsync(Socket server, Socket client)
    {
        var buffer = new byte[1 << 16];
        try
        {
            while (await server.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (!caught.Task.IsCompleted)
                    await client.SendAsync(buffer.AsMemory(0, count));
                else if (StreamsWithData(buffer.AsSpan(0, count)).Contains(caughtStream))
                    answered.TrySetResult();
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }

    /// <summary>The streams of which these frames of HTTP/2 carry part of a message.</summary>
    private static List<int> StreamsWithData(ReadOnlySpan<byte> frames)
    {
        var streams = new List<int>();
        while (frames.Length >= 9)
        {
            if (frames[3] == 0)
                streams.Add(BinaryPrimitives.ReadInt32BigEndian(frames[5..]));
            var length = (frames[0] << 16) | (frames[1] << 8) | frames[2];
            frames = frames[Math.Min(frames.Length, 9 + length)..];
        }

        return streams;
    }
}
