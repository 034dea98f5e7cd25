using System.IO.Pipelines;

namespace Timonier.Streaming;

/// <summary>
/// One stream of a <see cref="SpdyConnection"/>. Disposing it without <see cref="CloseWriteAsync"/> resets it.
/// Reads end with 0 after the peer's half-close and fail with <see cref="SpdyException"/> after a reset.
/// </summary>
public sealed class SpdyStream : DuplexStream
{
    private readonly SpdyConnection connection;
    private readonly Pipe inbound;
    private readonly TaskCompletionSource remoteClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource replied = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int localClosed;
    private int dropped;
    private bool inboundEnded;
    private volatile Exception? failure;

    internal SpdyStream(SpdyConnection connection, int id, IReadOnlyDictionary<string, string> headers, int unreadBytes)
    {
        this.connection = connection;
        Id = id;
        Headers = headers;
        inbound = new Pipe(new PipeOptions(pauseWriterThreshold: unreadBytes, resumeWriterThreshold: unreadBytes / 2, useSynchronizationContext: false));
    }

    public int Id { get; }

    /// <summary>The headers the stream was opened with, by case-insensitive name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    public string Header(string name) => Headers.GetValueOrDefault(name, "");

    /// <summary>Done when the peer has sent its last byte, whether it was read here or not.</summary>
    public Task RemoteClosed => remoteClosed.Task;

    internal Task Replied => replied.Task;
    internal bool IsLocalClosed => Volatile.Read(ref localClosed) != 0;
    private bool IsDropped => Volatile.Read(ref dropped) != 0;
    internal bool IsFinished => IsLocalClosed && remoteClosed.Task.IsCompleted;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsDropped) throw WasReset();
        var result = await inbound.Reader.ReadAsync(cancellationToken);
        if (result.IsCanceled) throw WasReset();
        var available = result.Buffer;
        var length = (int)Math.Min(available.Length, buffer.Length);
        var end = available.GetPosition(length);
        var copied = 0;
        foreach (var piece in available.Slice(0, length))
        {
            piece.CopyTo(buffer[copied..]);
            copied += piece.Length;
        }
        inbound.Reader.AdvanceTo(end);
        if (length == 0 && buffer.Length > 0 && failure is { } why) throw new SpdyException(why.Message);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsLocalClosed) throw new SpdyException($"Stream {Id} is closed for writing.");
        await connection.SendDataAsync(this, buffer, fin: false, cancellationToken);
    }

    /// <summary>Tells the peer that nothing more comes; reading goes on.</summary>
    public override async ValueTask CloseWriteAsync(CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref localClosed, 1) != 0) return;
        await connection.SendDataAsync(this, ReadOnlyMemory<byte>.Empty, fin: true, cancellation);
        connection.Retire(this);
    }

    /// <summary>Ends both directions at once.</summary>
    public async ValueTask ResetAsync()
    {
        if (Interlocked.Exchange(ref dropped, 1) != 0) return;
        Volatile.Write(ref localClosed, 1);
        // Only the connection's reader may end the inbound pipe; others wake both of its sides.
        inbound.Reader.CancelPendingRead();
        inbound.Writer.CancelPendingFlush();
        remoteClosed.TrySetResult();
        await connection.SendResetAsync(this);
    }

    public override async ValueTask DisposeAsync()
    {
        if (!IsFinished) await ResetAsync();
        // Frees the connection's reader if it waits for room in this stream.
        await inbound.Reader.CompleteAsync();
        await base.DisposeAsync();
    }

    internal async ValueTask ReceiveAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        if (inboundEnded || IsDropped) return;
        await inbound.Writer.WriteAsync(data, cancellation);
    }

    internal void ReceiveReply() => replied.TrySetResult();

    internal void ReceiveEnd() => EndInbound(null);

    /// <summary>A cancelled stream reads as ended: upstream's peers close what they finished with this way.</summary>
    internal void ReceiveCancel()
    {
        Volatile.Write(ref localClosed, 1);
        replied.TrySetException(new SpdyException($"The peer cancelled stream {Id}."));
        _ = replied.Task.Exception;
        EndInbound(null);
    }

    internal void Fail(Exception why)
    {
        Volatile.Write(ref localClosed, 1);
        replied.TrySetException(why);
        _ = replied.Task.Exception;
        EndInbound(why);
    }

    private void EndInbound(Exception? why)
    {
        if (inboundEnded) return;
        inboundEnded = true;
        // Not handed to the pipe, which would then withhold the bytes that came before the failure.
        failure = why;
        inbound.Writer.Complete();
        remoteClosed.TrySetResult();
    }

    private SpdyException WasReset() => new($"Stream {Id} was reset.");
}
