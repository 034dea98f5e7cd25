using System.Buffers;
using System.Buffers.Binary;

namespace Timonier.Streaming;

public sealed partial class SpdyConnection
{
    private const int RefusedStream = 3;
    private const int Cancelled = 5;
    private static readonly Dictionary<string, string> noHeaders = [];
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly SpdyHeaderEncoder encoder = new();
    private int nextId;
    private volatile bool peerLeaves;

    internal async ValueTask SendDataAsync(SpdyStream stream, ReadOnlyMemory<byte> data, bool fin, CancellationToken cancellation)
    {
        do
        {
            var piece = data[..Math.Min(data.Length, PieceBytes)];
            data = data[piece.Length..];
            var last = fin && data.IsEmpty;
            if (piece.IsEmpty && !last) return;
            await SendAsync(new(SpdyFrameType.Data, stream.Id, last ? SpdyFrameHeader.Fin : (byte)0, piece.Length), piece, cancellation);
        }
        while (!data.IsEmpty);
    }

    internal async ValueTask SendResetAsync(SpdyStream stream)
    {
        if (!streams.TryRemove(stream.Id, out _) || idle.Token.IsCancellationRequested) return;
        try
        {
            await SendResetAsync(stream.Id, Cancelled);
        }
        catch (IOException)
        {
            // The connection went first; the stream is as gone as it can be.
        }
    }

    private async Task<SpdyStream> SendOpenAsync(IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        if (peerLeaves) throw new SpdyException("The peer accepts no further streams.");
        // Ids and header blocks must reach the wire in the order they are made.
        await EnterAsync(cancellation);
        try
        {
            var id = nextId;
            nextId += 2;
            var stream = new SpdyStream(this, id, headers, limits.UnreadBytes);
            streams[id] = stream;
            if (reading.IsCompleted) stream.Fail(new SpdyException("The connection is closed."));
            var block = encoder.Encode(headers);
            var body = new byte[10 + block.Length];
            BinaryPrimitives.WriteInt32BigEndian(body, id);
            block.CopyTo(body, 10);
            await WriteAsync(new(SpdyFrameType.SynStream, 0, 0, body.Length), body);
            return stream;
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask SendReplyAsync(int id)
    {
        await EnterAsync(CancellationToken.None);
        try
        {
            var block = encoder.Encode(noHeaders);
            var body = new byte[4 + block.Length];
            BinaryPrimitives.WriteInt32BigEndian(body, id);
            block.CopyTo(body, 4);
            await WriteAsync(new(SpdyFrameType.SynReply, 0, 0, body.Length), body);
        }
        finally
        {
            writing.Release();
        }
    }

    private ValueTask SendResetAsync(int id, int status) => SendAsync(new(SpdyFrameType.RstStream, 0, 0, 8), Pair(id, status), CancellationToken.None);

    private async ValueTask AnswerPingAsync(int id)
    {
        // Ids of the other parity are the peer's questions; ours would be answers, and we ask none.
        if (id % 2 == 0 == server) return;
        var body = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(body, id);
        await SendAsync(new(SpdyFrameType.Ping, 0, 0, body.Length), body, CancellationToken.None);
    }

    private async ValueTask SayGoodbyeAsync(bool protocolError = false)
    {
        try
        {
            // A peer that no longer reads must not keep us here.
            await SendAsync(new(SpdyFrameType.GoAway, 0, 0, 8), Pair(lastRemoteId, protocolError ? 1 : 0), CancellationToken.None)
                .AsTask().WaitAsync(TimeSpan.FromSeconds(1), time);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // Politeness only: the peer is not there to hear it.
        }
    }

    private async ValueTask SendAsync(SpdyFrameHeader header, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        await EnterAsync(cancellation);
        try
        {
            await WriteAsync(header, body);
        }
        finally
        {
            writing.Release();
        }
    }

    private async ValueTask EnterAsync(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled)
        {
            await EnterUntilEndedAsync(idle.Token);
            return;
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, idle.Token);
        try
        {
            await EnterUntilEndedAsync(either.Token);
        }
        catch (SpdyException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
    }

    private async ValueTask EnterUntilEndedAsync(CancellationToken ended)
    {
        try
        {
            await writing.WaitAsync(ended);
        }
        catch (OperationCanceledException)
        {
            throw new SpdyException("The connection is closed.");
        }
    }

    // Half a frame would ruin the connection for all streams, so only the connection's own end interrupts a write.
    private async ValueTask WriteAsync(SpdyFrameHeader header, ReadOnlyMemory<byte> body)
    {
        var frame = ArrayPool<byte>.Shared.Rent(SpdyFrameHeader.Size + body.Length);
        try
        {
            header.Write(frame);
            body.CopyTo(frame.AsMemory(SpdyFrameHeader.Size));
            if (header.Type != SpdyFrameType.Ping) idle.Touch();
            await transport.WriteAsync(frame.AsMemory(0, SpdyFrameHeader.Size + body.Length), idle.Token);
            await transport.FlushAsync(idle.Token);
        }
        catch (Exception lost) when (lost is OperationCanceledException or ObjectDisposedException)
        {
            throw new SpdyException("The connection is closed.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
        }
    }

    private static byte[] Pair(int first, int second)
    {
        var body = new byte[8];
        BinaryPrimitives.WriteInt32BigEndian(body, first);
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(4), second);
        return body;
    }
}
