using System.Buffers;
using System.Buffers.Binary;

namespace Timonier.Streaming;

public sealed partial class SpdyConnection
{
    private const int PieceBytes = 16 * 1024;

    private async Task ReadLoopAsync()
    {
        Exception end = new SpdyException("The connection is closed.");
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (await ReadFrameAsync(buffer)) { }
        }
        catch (SpdyException broken)
        {
            end = broken;
            await SayGoodbyeAsync(protocolError: true);
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException)
        {
            end = new SpdyException("The connection was lost.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            foreach (var stream in streams.Values) stream.Fail(end);
            streams.Clear();
            accepted.Writer.TryComplete();
            idle.Cancel();
        }
    }

    /// <summary>False at the end of the transport or after the peer's GOAWAY with nothing left open.</summary>
    private async ValueTask<bool> ReadFrameAsync(byte[] buffer)
    {
        var head = buffer.AsMemory(0, SpdyFrameHeader.Size);
        var got = await transport.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, idle.Token);
        if (got == 0) return false;
        if (got < head.Length) throw new SpdyException("The connection ended inside a frame.");
        if (!SpdyFrameHeader.TryRead(head.Span, out var header)) throw new SpdyException("A frame is not SPDY/3.1.");

        // Pings keep the connection, not its purpose, alive: they do not count against idleness.
        if (header.Type != SpdyFrameType.Ping) idle.Touch();
        if (header.Type == SpdyFrameType.Data)
        {
            await ReceiveDataAsync(header, buffer);
            return true;
        }
        if (header.Length > limits.ControlFrameBytes) throw new SpdyException($"A control frame is larger than {limits.ControlFrameBytes} bytes.");
        var payload = ArrayPool<byte>.Shared.Rent(Math.Max(1, header.Length));
        try
        {
            var body = payload.AsMemory(0, header.Length);
            await transport.ReadExactlyAsync(body, idle.Token);
            return await ReceiveControlAsync(header, body);
        }
        catch (EndOfStreamException)
        {
            throw new SpdyException("The connection ended inside a frame.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(payload);
        }
    }

    private async ValueTask ReceiveDataAsync(SpdyFrameHeader header, byte[] buffer)
    {
        streams.TryGetValue(header.StreamId, out var stream);
        for (var left = header.Length; left > 0;)
        {
            var read = await transport.ReadAsync(buffer.AsMemory(0, Math.Min(left, PieceBytes)), idle.Token);
            if (read == 0) throw new SpdyException("The connection ended inside a frame.");
            left -= read;
            if (stream is not null) await stream.ReceiveAsync(buffer.AsMemory(0, read), idle.Token);
        }
        if (header.IsFin && stream is not null)
        {
            stream.ReceiveEnd();
            Retire(stream);
        }
    }

    private async ValueTask<bool> ReceiveControlAsync(SpdyFrameHeader header, ReadOnlyMemory<byte> body)
    {
        switch (header.Type)
        {
            case SpdyFrameType.SynStream:
                await ReceiveOpenAsync(header, body);
                return true;
            case SpdyFrameType.SynReply:
                ReceiveReply(header, body);
                return true;
            case SpdyFrameType.Headers:
                _ = Id(body.Span);
                decoder.Decode(body[4..]);
                return true;
            case SpdyFrameType.RstStream:
                ReceiveReset(Id(body.Span), Number(body.Span, 4));
                return true;
            case SpdyFrameType.Ping:
                await AnswerPingAsync(Number(body.Span, 0));
                return true;
            case SpdyFrameType.GoAway:
                _ = Id(body.Span);
                peerLeaves = true;
                return !streams.IsEmpty;
            case SpdyFrameType.Settings:
            case SpdyFrameType.WindowUpdate:
            case SpdyFrameType.Data:
            default:
                // Settings and windows have no meaning without flow control; unknown frames are to be passed over.
                return true;
        }
    }

    private async ValueTask ReceiveOpenAsync(SpdyFrameHeader header, ReadOnlyMemory<byte> body)
    {
        const int fixedBytes = 10;
        if (body.Length < fixedBytes) throw new SpdyException("A stream opening is too short.");
        var id = Id(body.Span);
        // Header blocks share one zlib stream, so even a refused one must be read.
        var headers = decoder.Decode(body[fixedBytes..]);
        if (id % 2 == 0 == server || id <= lastRemoteId) throw new SpdyException($"Stream id {id} is out of turn.");
        lastRemoteId = id;
        if (peerLeaves || streams.Count >= limits.Streams)
        {
            await SendResetAsync(id, RefusedStream);
            return;
        }
        var stream = new SpdyStream(this, id, headers, limits.UnreadBytes);
        streams[id] = stream;
        if (header.IsFin) stream.ReceiveEnd();
        await SendReplyAsync(id);
        if (!accepted.Writer.TryWrite(stream)) await stream.ResetAsync();
    }

    private void ReceiveReply(SpdyFrameHeader header, ReadOnlyMemory<byte> body)
    {
        var id = Id(body.Span);
        decoder.Decode(body[4..]);
        if (!streams.TryGetValue(id, out var stream)) return;
        stream.ReceiveReply();
        if (!header.IsFin) return;
        stream.ReceiveEnd();
        Retire(stream);
    }

    private void ReceiveReset(int id, int status)
    {
        if (!streams.TryRemove(id, out var stream)) return;
        if (status == Cancelled) stream.ReceiveCancel();
        else stream.Fail(new SpdyException($"The peer reset stream {id} with status {status}."));
    }

    private static int Id(ReadOnlySpan<byte> body)
    {
        var id = Number(body, 0);
        return id >= 0 ? id : throw new SpdyException("A stream id is out of range.");
    }

    private static int Number(ReadOnlySpan<byte> body, int at) =>
        body.Length >= at + 4 ? BinaryPrimitives.ReadInt32BigEndian(body[at..]) : throw new SpdyException("A control frame is too short.");
}
