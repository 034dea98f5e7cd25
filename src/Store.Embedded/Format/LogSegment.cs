using System.Globalization;

namespace Timonier.Store.Embedded;

/// <summary>
/// One file of the log: a header with its first revision, then records without gaps, then room: zeros that are on the
/// disk already. A record that replaces zeros changes nothing but data, so its sync need not wait for the journal of
/// the file system, in which everybody's other files are.
/// </summary>
internal sealed class LogSegment : IDisposable
{
    public const string Extension = ".log";
    public static readonly int HeaderBytes = FileHeader.LengthFor(1);

    private const int MostRoom = 1 << 20;
    private static readonly byte[] Zeros = new byte[MostRoom];

    private readonly IStoreFile file;
    private long end;

    private LogSegment(string path, IStoreFile file, long length, long end)
    {
        this.file = file;
        this.end = end;
        Path = path;
        Length = length;
    }

    private static ReadOnlySpan<byte> Magic => "TIMONLOG"u8;

    public string Path { get; }

    /// <summary>Up to here there are records.</summary>
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
            return new LogSegment(path, file, HeaderBytes, HeaderBytes);
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

    /// <summary>Opens the last file of a recovered log; what lies behind its sound records is cut off, unless it is room.</summary>
    public static LogSegment Continue(IStoreFiles files, ReadSegment segment)
    {
        var file = files.Open(segment.Path);
        if (segment.IsTorn)
        {
            file.SetLength(segment.Sound);
            file.Flush();
        }

        return new LogSegment(segment.Path, file, segment.Sound, file.Length);
    }

    public static bool HasHeader(string path, ReadOnlySpan<byte> bytes, long first)
    {
        Span<long> numbers = stackalloc long[1];
        return FileHeader.TryDecode(path, bytes, Magic, numbers) && numbers[0] == first;
    }

    /// <summary>Writes and syncs; with more room behind it, where there is need and the disk has it. After a disk-full the file is as it was before.</summary>
    /// <param name="records">What to write.</param>
    /// <param name="limit">How long the file will become at most: no room is made behind that.</param>
    public void Append(ReadOnlySpan<byte> records, long limit)
    {
        var next = Length + records.Length;
        try
        {
            file.Write(records, Length);
        }
        catch (IOException full) when (DiskFullException.Explains(full))
        {
            // Synced, because the next batch may begin a new file, and behind a closed one nothing may be torn.
            CutTo(Length);
            file.Flush();
            throw new DiskFullException(full);
        }

        if (next > end)
            MakeRoom(next, (int)Math.Clamp(limit - next, 0, Math.Min(MostRoom, limit / 64)));
        file.Flush();
        Length = next;
    }

    /// <summary>Gives the room back; the segment takes no more records.</summary>
    public void Close()
    {
        if (end > Length)
            CutTo(Length);
        Dispose();
    }

    public void Dispose() => file.Dispose();

    private void MakeRoom(long from, int bytes)
    {
        end = from;
        if (bytes == 0)
            return;
        try
        {
            file.Write(Zeros.AsSpan(0, bytes), from);
            end = from + bytes;
        }
        catch (IOException full) when (DiskFullException.Explains(full))
        {
            // The records are in; the next ones try again.
            CutTo(from);
        }
    }

    private void CutTo(long length)
    {
        file.SetLength(length);
        end = length;
    }
}
