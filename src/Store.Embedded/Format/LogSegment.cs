using System.Globalization;

namespace Timonier.Store.Embedded;

/// <summary>One file of the log: a header with its first revision, then records without gaps.</summary>
internal sealed class LogSegment : IDisposable
{
    public const string Extension = ".log";
    public static readonly int HeaderBytes = FileHeader.LengthFor(1);

    private readonly IStoreFile file;

    private LogSegment(string path, IStoreFile file, long length)
    {
        this.file = file;
        Path = path;
        Length = length;
    }

    private static ReadOnlySpan<byte> Magic => "TIMONLOG"u8;

    public string Path { get; }

    public long Length { get; private set; }

    public bool IsEmpty => Length == HeaderBytes;

    public static string PathOf(string directory, long first) =>
        System.IO.Path.Combine(directory, first.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <summary>Makes a new file; it is durable, name and header, before the first record goes in.</summary>
    public static LogSegment Create(IStoreFiles files, string directory, long first)
    {
        var path = PathOf(directory, first);
        IStoreFile? file = null;
        try
        {
            file = files.Create(path);
            file.Write(FileHeader.Encode(Magic, first), 0);
            file.Flush();
            files.FlushDirectory(directory);
            return new LogSegment(path, file, HeaderBytes);
        }
        catch (IOException full) when (DiskFullException.Explains(full))
        {
            file?.Dispose();
            // Synced, because the segment before goes on: what it takes now must not meet this name after a power cut.
            files.Delete(path);
            files.FlushDirectory(directory);
            throw new DiskFullException(full);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Opens the last file of a recovered log; what lies behind <paramref name="length"/> is cut off.</summary>
    public static LogSegment Continue(IStoreFiles files, string path, long length)
    {
        var file = files.Open(path);
        if (file.Length > length)
        {
            file.SetLength(length);
            file.Flush();
        }

        return new LogSegment(path, file, length);
    }

    public static bool HasHeader(string path, ReadOnlySpan<byte> bytes, long first)
    {
        Span<long> numbers = stackalloc long[1];
        return FileHeader.TryDecode(path, bytes, Magic, numbers) && numbers[0] == first;
    }

    /// <summary>Writes and syncs. After a disk-full the file is as it was before.</summary>
    public void Append(ReadOnlySpan<byte> records)
    {
        try
        {
            file.Write(records, Length);
        }
        catch (IOException full) when (DiskFullException.Explains(full))
        {
            // Synced, because the next batch may begin a new file, and behind a closed one nothing may be torn.
            file.SetLength(Length);
            file.Flush();
            throw new DiskFullException(full);
        }

        file.Flush();
        Length += records.Length;
    }

    public void Dispose() => file.Dispose();
}
