using System.IO.Pipelines;
using Timonier.Streaming;

namespace Timonier.Node.Simulated.Endpoints;

/// <summary>The client's end of a connection inside the process.</summary>
internal sealed class MemoryStreamEnd(PipeReader input, PipeWriter output) : DuplexStream
{
    private readonly Stream reading = input.AsStream(leaveOpen: true);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => reading.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await output.WriteAsync(buffer, cancellationToken);
        if (result.IsCompleted) throw new IOException("The other end has closed the connection.");
    }

    public override ValueTask CloseWriteAsync(CancellationToken cancellation) => output.CompleteAsync();

    protected override void Dispose(bool disposing)
    {
        output.Complete();
        input.Complete();
        base.Dispose(disposing);
    }
}
