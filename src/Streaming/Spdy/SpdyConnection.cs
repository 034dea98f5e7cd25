using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Timonier.Streaming;

/// <summary>
/// SPDY/3.1 over any byte stream, as either end. Like every Kubernetes peer it grants no flow-control window and
/// waits for none; what bounds memory is that the connection is not read while one stream's unread bytes are at
/// their limit, so every accepted stream must be read or disposed.
/// </summary>
public sealed partial class SpdyConnection : IAsyncDisposable
{
    private readonly Stream transport;
    private readonly SpdyLimits limits;
    private readonly IdleWatch idle;
    private readonly TimeProvider time;
    private readonly ConcurrentDictionary<int, SpdyStream> streams = new();
    private readonly Channel<SpdyStream> accepted;
    private readonly SpdyHeaderDecoder decoder;
    private readonly bool server;
    private readonly Task reading;
    private int lastRemoteId;

    private SpdyConnection(Stream transport, SpdyRole role, SpdyLimits limits, IdleWatch idle, TimeProvider time)
    {
        this.transport = transport;
        this.limits = limits;
        this.idle = idle;
        this.time = time;
        server = role == SpdyRole.Server;
        nextId = server ? 2 : 1;
        decoder = new SpdyHeaderDecoder(limits.HeaderBytes);
        accepted = Channel.CreateBounded<SpdyStream>(new BoundedChannelOptions(limits.Streams) { SingleWriter = true });
        reading = ReadLoopAsync();
    }

    /// <summary>Done, never failed, when the connection is over for whatever reason.</summary>
    public Task Closed => reading;

    /// <summary>Cancelled when the connection is over, idle for too long or disposed.</summary>
    public CancellationToken Ended => idle.Token;

    /// <summary>Starts to read at once. The connection owns the transport from here on.</summary>
    public static SpdyConnection Start(Stream transport, SpdyRole role, TimeProvider time, SpdyLimits? limits = null, TimeSpan? idleLimit = null) =>
        new(transport, role, limits ?? SpdyLimits.Default, new IdleWatch(time, idleLimit ?? IdleWatch.Default, CancellationToken.None), time);

    /// <summary>Opens a stream and waits until the peer has accepted it.</summary>
    /// <exception cref="SpdyException">The peer refused it or the connection is over.</exception>
    public async Task<SpdyStream> OpenAsync(IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        var stream = await SendOpenAsync(headers, cancellation);
        try
        {
            await stream.Replied.WaitAsync(cancellation);
            return stream;
        }
        catch (OperationCanceledException)
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next stream that the peer opened (already answered); null when the connection is over.</summary>
    public async ValueTask<SpdyStream?> AcceptAsync(CancellationToken cancellation)
    {
        while (await accepted.Reader.WaitToReadAsync(cancellation))
            if (accepted.Reader.TryRead(out var stream)) return stream;
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        if (!idle.Token.IsCancellationRequested) await SayGoodbyeAsync();
        idle.Dispose();
        await transport.DisposeAsync();
        await reading;
        decoder.Dispose();
    }

    internal void Retire(SpdyStream stream)
    {
        if (stream.IsFinished) streams.TryRemove(stream.Id, out _);
    }
}
