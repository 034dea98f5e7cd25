using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Timonier.Dns;

/// <summary>Asks the host's own nameservers, remembers answers for a short while, and bounds how many are asked at once.</summary>
internal sealed class DnsForwarder(IReadOnlyList<IPEndPoint> upstreams, TimeProvider time) : IDisposable
{
    private const int MostAtOnce = 256, MostRemembered = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), Remembered = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim room = new(MostAtOnce);
    private readonly ConcurrentDictionary<(string, RecordType, bool), (byte[] Answer, DateTimeOffset Until)> cache = new();

    /// <summary>The answer with the asker's id, or null when nobody answered.</summary>
    public async Task<byte[]?> AskAsync(ReadOnlyMemory<byte> query, DnsQuestion question, CancellationToken cancellation)
    {
        var key = (question.Name, question.Type, question.HasEdns);
        if (cache.TryGetValue(key, out var known) && known.Until > time.GetUtcNow()) return WithId(known.Answer, question.Id);
        // Beyond the bound an immediate failure is kinder than a queue that outlives the asker's patience.
        if (!await room.WaitAsync(0, cancellation)) return null;
        try
        {
            foreach (var upstream in upstreams)
            {
                if (await TryAskAsync(upstream, query, cancellation) is not { } answer) continue;
                if (cache.Count > MostRemembered) cache.Clear();
                if ((answer[3] & 0xf) is 0 or 3) cache[key] = (answer, time.GetUtcNow() + Remembered);
                return WithId(answer, question.Id);
            }
            return null;
        }
        finally
        {
            room.Release();
        }
    }

    public void Dispose() => room.Dispose();

    private async Task<byte[]?> TryAskAsync(IPEndPoint upstream, ReadOnlyMemory<byte> query, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var mine = query.ToArray();
        RandomNumberGenerator.Fill(mine.AsSpan(0, 2));
        try
        {
            using var udp = new Socket(upstream.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            await udp.ConnectAsync(upstream, both.Token);
            await udp.SendAsync(mine.AsMemory(), SocketFlags.None, both.Token);
            var buffer = new byte[65535];
            while (true)
            {
                var got = await udp.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, both.Token);
                if (got < 12 || buffer[0] != mine[0] || buffer[1] != mine[1] || (buffer[2] & 0x80) == 0) continue;
                return (buffer[2] & 2) == 0 ? buffer[..got] : await AskByTcpAsync(upstream, mine, both.Token);
            }
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<byte[]> AskByTcpAsync(IPEndPoint upstream, byte[] query, CancellationToken cancellation)
    {
        using var tcp = new Socket(upstream.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await tcp.ConnectAsync(upstream, cancellation);
        await using var stream = new NetworkStream(tcp);
        var framed = new byte[query.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)query.Length);
        query.CopyTo(framed, 2);
        await stream.WriteAsync(framed, cancellation);
        var size = new byte[2];
        await stream.ReadExactlyAsync(size, cancellation);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(size)];
        await stream.ReadExactlyAsync(answer, cancellation);
        return answer.Length >= 12 ? answer : throw new IOException("The nameserver's answer is too short");
    }

    private static byte[] WithId(byte[] answer, ushort id)
    {
        var copy = answer.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy, id);
        return copy;
    }
}
