using System.Buffers;

namespace Timonier.Node.Logs;

/// <summary>Finds where the last lines of a file begin, reading backwards in blocks.</summary>
internal static class TailStart
{
    private const int BlockBytes = 32 * 1024;

    public static async Task<long> FindAsync(FileStream file, long lines, CancellationToken cancellation)
    {
        var end = file.Length;
        if (lines <= 0) return end;
        var block = ArrayPool<byte>.Shared.Rent(BlockBytes);
        try
        {
            // The line end of the last line begins no further line.
            var left = lines;
            var before = end;
            while (before > 0)
            {
                var start = Math.Max(0, before - BlockBytes);
                var length = await RandomAccess.ReadAsync(file.SafeFileHandle, block.AsMemory(0, (int)(before - start)), start, cancellation);
                for (var at = length - 1; at >= 0; at--)
                {
                    if (block[at] != '\n' || start + at == end - 1) continue;
                    if (--left == 0) return start + at + 1;
                }
                before = start;
            }
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
