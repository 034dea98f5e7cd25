using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Dns;

/// <summary>Answers for the cluster's zone from a snapshot and passes everything else on.</summary>
public sealed partial class DnsServer(DnsConfig config, IInformerSource informers, TimeProvider time, ILogger logger)
{
    private static readonly ResourceName Services = new("", "v1", "services");
    private static readonly ResourceName EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
    private static readonly TimeSpan TcpPatience = TimeSpan.FromSeconds(10);
    private readonly string domain = config.Domain.TrimEnd('.').ToLowerInvariant();
    private volatile Held held = new(-1, null!);
    private int changes;

    public async Task RunAsync(CancellationToken cancellation)
    {
        using var forwarder = new DnsForwarder(config.ResolveUpstreams(), time);
        var services = informers.For(Services);
        var slices = informers.For(EndpointSlices);
        // The next question builds the zone anew: many changes between two questions cost one building.
        using var onService = services.Subscribe(_ => Interlocked.Increment(ref changes));
        using var onSlice = slices.Subscribe(_ => Interlocked.Increment(ref changes));
        await services.SyncedAsync(cancellation);
        await slices.SyncedAsync(cancellation);
        var serving = new List<Task>();
        foreach (var endpoint in config.Listen)
        {
            serving.Add(ServeUdpAsync(endpoint, Answer, cancellation));
            serving.Add(ServeTcpAsync(endpoint, Answer, cancellation));
            LogListening(endpoint);
        }
        await Task.WhenAll(serving);

        Task<byte[]?> Answer(ReadOnlyMemory<byte> query, bool udp) =>
            AnswerAsync(query, udp, Zone(services, slices), forwarder, cancellation);
    }

    private DnsZoneSnapshot Zone(IInformer services, IInformer slices)
    {
        // The count is read before the snapshots: a change in between makes the next question build once more.
        var version = Volatile.Read(ref changes);
        var present = held;
        if (present.Version == version) return present.Zone;
        present = new Held(version, DnsZoneSnapshot.Build(services.Snapshot, slices.Snapshot, domain));
        held = present;
        return present.Zone;
    }

    private sealed record Held(int Version, DnsZoneSnapshot Zone);

    /// <summary>The answer to send, or null when silence is right.</summary>
    internal static async Task<byte[]?> AnswerAsync(ReadOnlyMemory<byte> query, bool udp, DnsZoneSnapshot zone, DnsForwarder forwarder, CancellationToken cancellation)
    {
        if (DnsQuestion.TryParse(query.Span) is not { } parsed) return null;
        if (parsed.Question is not { } question) return DnsWriter.Refusal(query.Span, parsed.Refusal);
        var limit = udp ? question.UdpSize : 65535;
        if (question.Type == RecordType.Axfr) return DnsWriter.Answer(query.Span, question, new ZoneAnswer(ResponseCode.Refused, []), limit);
        if (question.Class == 1 && zone.Owns(question.Name)) return DnsWriter.Answer(query.Span, question, zone.Find(question.Name, question.Type), limit);
        var passed = await forwarder.AskAsync(query, question, cancellation);
        if (passed?.Length <= limit) return passed;
        // Too long for the asker's datagram: the header and question alone, marked so that it asks again by TCP.
        var own = DnsWriter.Answer(query.Span, question, new ZoneAnswer(passed is null ? ResponseCode.ServerFailure : ResponseCode.NoError, []), limit);
        own[2] &= 0xfb;
        if (passed is not null) own[2] |= 2;
        return own;
    }

    private async Task ServeUdpAsync(IPEndPoint endpoint, Func<ReadOnlyMemory<byte>, bool, Task<byte[]?>> answer, CancellationToken cancellation)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        var buffer = new byte[4096];
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var got = await socket.ReceiveFromAsync(buffer, SocketFlags.None, endpoint, cancellation);
                _ = ReplyAsync(socket, buffer[..got.ReceivedBytes], got.RemoteEndPoint, answer, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                // An earlier answer's "port unreachable" is reported here; the socket is well.
                LogBroken(e);
            }
        }
    }

    private async Task ReplyAsync(Socket socket, byte[] query, EndPoint asker, Func<ReadOnlyMemory<byte>, bool, Task<byte[]?>> answer, CancellationToken cancellation)
    {
        try
        {
            if (await answer(query, true) is { } reply) await socket.SendToAsync(reply, SocketFlags.None, asker, cancellation);
        }
        catch (Exception e)
        {
            // The edge of a request: no packet may end the server.
            LogBroken(e);
        }
    }

    private async Task ServeTcpAsync(IPEndPoint endpoint, Func<ReadOnlyMemory<byte>, bool, Task<byte[]?>> answer, CancellationToken cancellation)
    {
        using var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen(128);
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                _ = ConverseAsync(await listener.AcceptAsync(cancellation), answer, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException e)
            {
                LogBroken(e);
            }
        }
    }

    private async Task ConverseAsync(Socket connection, Func<ReadOnlyMemory<byte>, bool, Task<byte[]?>> answer, CancellationToken cancellation)
    {
        using var _ = connection;
        try
        {
            await using var stream = new NetworkStream(connection);
            var size = new byte[2];
            while (true)
            {
                using var limit = new CancellationTokenSource(TcpPatience, time);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
                await stream.ReadExactlyAsync(size, both.Token);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
                await stream.ReadExactlyAsync(query, both.Token);
                if (await answer(query, false) is not { } reply) return;
                BinaryPrimitives.WriteUInt16BigEndian(size, (ushort)reply.Length);
                await stream.WriteAsync((byte[])[.. size, .. reply], both.Token);
            }
        }
        catch (Exception e)
        {
            LogBroken(e);
        }
    }
}
