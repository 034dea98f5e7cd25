using Timonier.Streaming;

namespace Timonier.Runtime.Simulated.Streams;

/// <summary>Writes line ends as a terminal wants them.</summary>
internal sealed class LineEnds(Stream terminal) : AsyncStream
{
    private static readonly byte[] Both = "\r\n"u8.ToArray();

    public override bool CanRead => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var end = buffer.Span.IndexOf((byte)'\n');
            await terminal.WriteAsync(end < 0 ? buffer : buffer[..end], cancellationToken);
            if (end < 0) return;
            await terminal.WriteAsync(Both, cancellationToken);
            buffer = buffer[(end + 1)..];
        }
    }
}
