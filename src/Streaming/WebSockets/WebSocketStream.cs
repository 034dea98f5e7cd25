using System.Net.WebSockets;

namespace Timonier.Streaming;

/// <summary>The bytes of a WebSocket's binary messages, message borders ignored: what tunnels another protocol.</summary>
public sealed class WebSocketStream(WebSocket socket) : AsyncStream
{
    private readonly SemaphoreSlim writing = new(1, 1);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty) return 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer, cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close) return 0;
                if (part.Count > 0) return part.Count;
            }
        }
        catch (WebSocketException lost)
        {
            throw new IOException("The WebSocket was lost.", lost);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            await socket.SendAsync(buffer, WebSocketMessageType.Binary, endOfMessage: true, cancellationToken);
        }
        catch (WebSocketException lost)
        {
            throw new IOException("The WebSocket was lost.", lost);
        }
        finally
        {
            writing.Release();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception gone) when (gone is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The peer left without waiting for our goodbye.
        }
        socket.Dispose();
        writing.Dispose();
        await base.DisposeAsync();
    }
}
