using System.Buffers;
using System.Buffers.Text;
using System.Net.WebSockets;
using System.Text;

namespace Timonier.Streaming;

/// <summary>
/// The channel protocols of Kubernetes over one WebSocket: the first byte of each message is the channel's number
/// (a digit in the base64 forms). Channel 255 of version 5 carries the number of a channel whose input has ended.
/// </summary>
internal sealed class ChannelSocket : IAsyncDisposable
{
    public const int UnreadBytes = 256 * 1024;
    private const int PieceBytes = 32 * 1024;
    private const int MaxTextBytes = 512 * 1024;
    private const byte CloseSignal = 255;

    private readonly WebSocket socket;
    private readonly ChannelStream[] channels;
    private readonly bool base64;
    private readonly bool closeSignals;
    private readonly IdleWatch idle;
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly Task reading;

    public ChannelSocket(WebSocket socket, int count, string protocol, TimeProvider time, CancellationToken aborted)
    {
        this.socket = socket;
        base64 = protocol.Contains("base64", StringComparison.Ordinal);
        closeSignals = protocol.StartsWith("v5.", StringComparison.Ordinal);
        idle = new IdleWatch(time, IdleWatch.Default, aborted);
        channels = new ChannelStream[count];
        for (var i = 0; i < count; i++) channels[i] = new ChannelStream(this, (byte)i);
        reading = ReadLoopAsync();
    }

    public ChannelStream this[int number] => channels[number];

    /// <summary>Cancelled when the client is gone, idle for too long, or we are done.</summary>
    public CancellationToken Ended => idle.Token;

    /// <summary>Done, never failed, when the WebSocket is over.</summary>
    public Task Closed => reading;

    public async ValueTask SendAsync(byte channel, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        idle.Touch();
        await writing.WaitAsync(cancellation);
        var frame = ArrayPool<byte>.Shared.Rent(1 + Base64.GetMaxEncodedToUtf8Length(PieceBytes));
        try
        {
            // An empty write is a message too: it tells the client that the channel is there.
            do
            {
                var piece = data[..Math.Min(data.Length, PieceBytes)];
                data = data[piece.Length..];
                var length = Fill(frame, channel, piece.Span);
                // A cancelled send would tear the WebSocket down, so only its own end interrupts one.
                await socket.SendAsync(frame.AsMemory(0, length), base64 ? WebSocketMessageType.Text : WebSocketMessageType.Binary, endOfMessage: true, idle.Token);
            }
            while (!data.IsEmpty);
        }
        catch (Exception lost) when (lost is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            throw new IOException("The client is gone.", lost);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(frame);
            writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, idle.Token);
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client left first.
        }
        idle.Dispose();
        await reading;
        socket.Dispose();
    }

    private int Fill(byte[] frame, byte channel, ReadOnlySpan<byte> piece)
    {
        if (!base64)
        {
            frame[0] = channel;
            piece.CopyTo(frame.AsSpan(1));
            return 1 + piece.Length;
        }
        frame[0] = (byte)('0' + channel);
        Base64.EncodeToUtf8(piece, frame.AsSpan(1), out _, out var written);
        return 1 + written;
    }

    private async Task ReadLoopAsync()
    {
        try
        {
            if (base64) await ReadTextAsync();
            else await ReadBinaryAsync();
        }
        catch (Exception lost) when (lost is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Ending is reported by the token and by the end of every channel.
        }
        finally
        {
            foreach (var channel in channels) channel.ReceiveEnd();
            idle.Cancel();
        }
    }

    private async Task ReadBinaryAsync()
    {
        var buffer = new byte[PieceBytes];
        ChannelStream? current = null;
        var closing = false;
        for (var atStart = true; ;)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), idle.Token);
            if (part.MessageType == WebSocketMessageType.Close) return;
            idle.Touch();
            var data = buffer.AsMemory(0, part.Count);
            if (atStart && data.Length > 0)
            {
                closing = closeSignals && buffer[0] == CloseSignal;
                current = closing || buffer[0] >= channels.Length ? null : channels[buffer[0]];
                data = data[1..];
                atStart = false;
            }
            if (closing && data.Length > 0 && data.Span[0] < channels.Length) channels[data.Span[0]].ReceiveEnd();
            else if (data.Length > 0 && current is not null) await current.ReceiveAsync(data, idle.Token);
            if (part.EndOfMessage) atStart = true;
        }
    }

    private async Task ReadTextAsync()
    {
        var buffer = new byte[MaxTextBytes];
        for (var filled = 0; ;)
        {
            if (filled == buffer.Length) return;
            var part = await socket.ReceiveAsync(buffer.AsMemory(filled), idle.Token);
            if (part.MessageType == WebSocketMessageType.Close) return;
            idle.Touch();
            filled += part.Count;
            if (!part.EndOfMessage) continue;
            var number = filled > 0 ? buffer[0] - '0' : -1;
            if (number >= 0 && number < channels.Length)
            {
                if (Base64.DecodeFromUtf8InPlace(buffer.AsSpan(1, filled - 1), out var length) != OperationStatus.Done) return;
                await channels[number].ReceiveAsync(buffer.AsMemory(1, length), idle.Token);
            }
            filled = 0;
        }
    }
}
