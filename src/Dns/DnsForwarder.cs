using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Timonier.Dns;

/// <summary>
/// Asks other nameservers, one after the other until one answers; remembers answers, bounds how many questions
/// are open, and asks the same question once at a time, so that servers that forward to each other in a circle
/// come to rest.
/// </summary>
internal sealed class DnsForwarder(Upstreams upstreams, TimeProvider time) : IDisposable
{
    private const int MostAtOnce = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly DnsCache cache = new(time);
    private readonly SemaphoreSlim room = new(MostAtOnce);
    private readonly Lock gate = new();
    private readonly Dictionary<CacheKey, Task<UpstreamReply?>> open = [];

    /// <summary>The answer and its age in seconds, or null when nobody answered.</summary>
    public async Task<(UpstreamReply Reply, uint Age)?> AskAsync(DnsQuestion question, CancellationToken cancellation)
    {
        var key = CacheKey.Of(question);
        if (cache.Find(key) is { } known) return known;
        return await OnceAsync(key, question, cancellation) is { } reply ? (reply, 0) : null;
    }

    public void Dispose() => room.Dispose();

    private Task<UpstreamReply?> OnceAsync(CacheKey key, DnsQuestion question, CancellationToken cancellation)
    {
        var mine = new TaskCompletionSource<UpstreamReply?>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (open.TryGetValue(key, out var others)) return others;
            open[key] = mine.Task;
        }
        _ = CompleteAsync(mine, key, question, cancellation);
        return mine.Task;
    }

    private async Task CompleteAsync(TaskCompletionSource<UpstreamReply?> result, CacheKey key, DnsQuestion question, CancellationToken cancellation)
    {
        UpstreamReply? reply = null;
        try
        {
            // Beyond the bound an immediate failure is kinder than a queue that outlives the asker's patience.
            if (!await room.WaitAsync(0, cancellation)) return;
            try
            {
                reply = await AskInTurnAsync(question, cancellation);
                if (reply is not null) cache.Keep(key, reply);
            }
            finally
            {
                room.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends; those who wait get nothing.
        }
        finally
        {
            lock (gate) open.Remove(key);
            result.SetResult(reply);
        }
    }

    private async Task<UpstreamReply?> AskInTurnAsync(DnsQuestion question, CancellationToken cancellation)
    {
        UpstreamReply? refusal = null;
        foreach (var upstream in upstreams.InOrder())
        {
            var reply = await TryAskAsync(upstream, question, cancellation);
            if (reply is null)
            {
                upstreams.WasSilent(upstream);
                continue;
            }
            upstreams.Answered(upstream);
            if (!reply.IsRefusal) return reply;
            refusal ??= reply;
        }
        return refusal;
    }

    private async Task<UpstreamReply?> TryAskAsync(IPEndPoint upstream, DnsQuestion question, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        // Chance for strangers, not for a replay: who guesses the id could answer in the server's place.
        var id = (ushort)RandomNumberGenerator.GetInt32(0x10000);
        var query = DnsWriter.Query(id, question);
        try
        {
            using var udp = new Socket(upstream.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await udp.ConnectAsync(upstream, both.Token);
            await udp.SendAsync(query.AsMemory(), SocketFlags.None, both.Token);
            var buffer = new byte[4096];
            while (true)
            {
                var got = await udp.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, both.Token);
                // What does not fit the question is somebody else's, and the answer may still come.
                if (UpstreamReply.TryParse(buffer[..got], id, question) is not { } reply) continue;
                return reply.IsTruncated ? await AskByTcpAsync(upstream, query, id, question, both.Token) : reply;
            }
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<UpstreamReply?> AskByTcpAsync(IPEndPoint upstream, byte[] query, ushort id, DnsQuestion question, CancellationToken cancellation)
    {
        using var tcp = new Socket(upstream.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await tcp.ConnectAsync(upstream, cancellation);
        await using var stream = new NetworkStream(tcp);
        await stream.WriteAsync(TcpFrame.Of(query), cancellation);
        var size = new byte[2];
        await stream.ReadExactlyAsync(size, cancellation);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(answer, cancellation);
        return UpstreamReply.TryParse(answer, id, question);
    }
}
