using System.IO.Pipelines;

namespace Timonier.Streaming;

/// <summary>One numbered channel of a <see cref="ChannelSocket"/>.</summary>
internal sealed class ChannelStream(ChannelSocket socket, byte number) : AsyncStream
{
    private readonly Pipe inbound = new(new PipeOptions(
        pauseWriterThreshold: ChannelSocket.UnreadBytes, resumeWriterThreshold: ChannelSocket.UnreadBytes / 2, useSynchronizationContext: false));
    private bool ended;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await inbound.Reader.ReadAsync(cancellationToken);
        var length = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var taken = result.Buffer.Slice(0, length);
        var copied = 0;
        foreach (var piece in taken)
        {
            piece.CopyTo(buffer[copied..]);
            copied += piece.Length;
        }
        inbound.Reader.AdvanceTo(taken.End);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await socket.SendAsync(number, buffer, cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await inbound.Reader.CompleteAsync();
        await base.DisposeAsync();
    }

    // The two below are called by the socket's reader only.
    internal async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (!ended) await inbound.Writer.WriteAsync(data, cancellation);
    }

    internal void ReceiveEnd()
    {
        if (ended) return;
        ended = true;
        inbound.Writer.Complete();
    }
}
