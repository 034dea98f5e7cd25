using Microsoft.Win32.SafeHandles;

namespace Timonier.Store.Embedded.Tests;

/// <summary>A disk that is full (but for the room the reserve held), or whose sync fails.</summary>
internal sealed class FaultyFiles : StoreFiles
{
    private const int NoSpaceLeft = 28;

    public volatile string? FullIn;
    public volatile bool SyncFails;

    public override void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (FullIn is { } folder && (bytes.Length > 1 << 16 || File.Exists(Path.Combine(folder, "reserve"))))
        {
            // A full disk takes what fits before it refuses.
            base.Write(file, bytes[..(bytes.Length / 2)], offset);
            throw new IOException("No space left on device", NoSpaceLeft);
        }

        base.Write(file, bytes, offset);
    }

    public override void Flush(SafeFileHandle file)
    {
        if (SyncFails)
            throw new IOException("Input/output error");
        base.Flush(file);
    }
}
