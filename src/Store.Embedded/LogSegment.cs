using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Timonier.Store.Embedded;

/// <summary>One file of the log: a header with its first revision, then records without gaps.</summary>
internal sealed class LogSegment : IDisposable
{
    public const int HeaderBytes = 24;
    public const string Extension = ".log";

    private const uint Version = 1;

    private readonly StoreFiles files;
    private readonly SafeFileHandle handle;

    private LogSegment(StoreFiles files, string path, SafeFileHandle handle, long first, long length)
    {
        this.files = files;
        this.handle = handle;
        Path = path;
        First = first;
        Length = length;
    }

    private static ReadOnlySpan<byte> Magic => "TIMONLOG"u8;

    public string Path { get; }

    public long First { get; }

    public long Length { get; private set; }

    public bool IsEmpty => Length == HeaderBytes;

    public static string PathOf(string directory, long first) =>
        System.IO.Path.Combine(directory, first.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Makes a new file; it is durable, name and header, before the first record goes in.</summary>
    public static LogSegment Create(StoreFiles files, string directory, long first)
    {
        var path = PathOf(directory, first);
        var handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        try
        {
            files.Write(handle, Header(first), 0);
            files.Flush(handle);
            files.FlushDirectory(directory);
            return new LogSegment(files, path, handle, first, HeaderBytes);
        }
        catch
        {
            handle.Dispose();
            File.Delete(path);
            throw;
        }
    }

    /// <summary>Opens the last file of a recovered log; what lies behind <paramref name="length"/> is cut off.</summary>
    public static LogSegment Continue(StoreFiles files, string path, long first, long length)
    {
        var handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (RandomAccess.GetLength(handle) > length)
        {
            RandomAccess.SetLength(handle, length);
            files.Flush(handle);
        }

        return new LogSegment(files, path, handle, first, length);
    }

    public static bool HasHeader(ReadOnlySpan<byte> bytes, long first) =>
        bytes.Length >= HeaderBytes && bytes[..HeaderBytes].SequenceEqual(Header(first));

    /// <summary>Writes and syncs. After a disk-full the file is as it was before.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        try
        {
            files.Write(handle, records, Length);
        }
        catch (IOException full) when (StoreFiles.IsDiskFull(full))
        {
            RandomAccess.SetLength(handle, Length);
            throw new DiskFullException(full);
        }

        files.Flush(handle);
        Length += records.Length;
    }

    public void Dispose() => handle.Dispose();

    private static byte[] Header(long first)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), first);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(20), Crc32C.Of(header.AsSpan(0, 20)));
        return header;
    }
}
