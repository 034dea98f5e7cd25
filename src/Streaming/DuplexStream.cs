namespace Timonier.Streaming;

/// <summary>A connection whose writing half can end alone.</summary>
public abstract class DuplexStream : AsyncStream
{
    /// <summary>Tells the peer that nothing more comes; reading goes on. Harmless when repeated.</summary>
    public abstract ValueTask CloseWriteAsync(CancellationToken cancellation);
}
