using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Timonier.Store.Embedded;

/// <summary>The three calls that decide about durability, in one place so that a test can let them fail.</summary>
internal partial class StoreFiles
{
    private const int NoSpaceLeft = 28, DiskQuota = 122, WindowsDiskFull = unchecked((int)0x80070070);

    public virtual void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) =>
        RandomAccess.Write(file, bytes, offset);

    public virtual void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <summary>Makes creations, renames and removals in that folder durable.</summary>
    public virtual void FlushDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
            return;

        var descriptor = Open(directory, 0);
        if (descriptor < 0)
            throw new IOException($"cannot open folder {directory} for sync (errno {Marshal.GetLastPInvokeError()})");
        var result = Sync(descriptor);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(descriptor);
        if (result != 0)
            throw new IOException($"cannot sync folder {directory} (errno {error})");
    }

    public static bool IsDiskFull(IOException failure) =>
        failure.HResult is NoSpaceLeft or DiskQuota or WindowsDiskFull;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
