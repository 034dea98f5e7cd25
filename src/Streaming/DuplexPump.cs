using System.Buffers;

namespace Timonier.Streaming;

/// <summary>Copies bytes between two streams until both directions are over.</summary>
public static class DuplexPump
{
    private const int PieceBytes = 32 * 1024;

    /// <summary>Copies until the source ends; a lost peer counts as an end. Answers whether it ended in order.</summary>
    public static async Task<bool> CopyAsync(Stream source, Stream target, Action? moved, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            while (true)
            {
                var read = await source.ReadAsync(buffer.AsMemory(), cancellation);
                if (read == 0) return true;
                moved?.Invoke();
                await target.WriteAsync(buffer.AsMemory(0, read), cancellation);
                await target.FlushAsync(cancellation);
            }
        }
        catch (Exception lost) when (lost is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
