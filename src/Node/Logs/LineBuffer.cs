namespace Timonier.Node.Logs;

/// <summary>Bytes read in chunks and taken in lines; a line beyond the limit is thrown away as it comes.</summary>
internal sealed class LineBuffer(int initialBytes, int maxLineBytes)
{
    private byte[] bytes = new byte[initialBytes];
    private int start;
    private int searched;
    private int end;
    private bool skipping;

    /// <summary>Room to read into; never empty.</summary>
    public Memory<byte> Free
    {
        get
        {
            if (end < bytes.Length) return bytes.AsMemory(end);
            if (start > 0)
            {
                bytes.AsSpan(start, end - start).CopyTo(bytes);
                searched -= start;
                end -= start;
                start = 0;
            }
            else if (bytes.Length < maxLineBytes)
            {
                Array.Resize(ref bytes, bytes.Length * 2);
            }
            else
            {
                skipping = true;
                searched = end = 0;
            }
            return bytes.AsMemory(end);
        }
    }

    public void Filled(int count) => end += count;

    /// <summary>The next whole line without its end; valid until the next read.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            line = default;
            var found = bytes.AsSpan(searched, end - searched).IndexOf((byte)'\n');
            if (found < 0)
            {
                searched = end;
                return false;
            }
            line = bytes.AsSpan(start, searched + found - start);
            start = searched += found + 1;
            if (!skipping) return true;
            skipping = false;
        }
    }

    public ReadOnlySpan<byte> TakeRest()
    {
        var rest = skipping ? default : bytes.AsSpan(start, end - start);
        start = searched = end = 0;
        skipping = false;
        return rest;
    }
}
