using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>All live entries at one revision, in one file that appears whole or not at all. A backup is the same file elsewhere.</summary>
internal static class SnapshotFile
{
    public const string Extension = ".snapshot";
    public const string Unfinished = ".tmp";

    private const int PieceEntries = 256;
    private const int FixedBytes = 28;

    // Synced in pieces, so that the commits in between do not wait for one long flush.
    private const int FlushEvery = 1 << 20;
    private static readonly int HeaderBytes = FileHeader.LengthFor(2);

    private static ReadOnlySpan<byte> Magic => "TIMOSNAP"u8;

    public static string PathOf(string directory, long revision) =>
        Path.Combine(directory, revision.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <param name="deadlineOf">The deadline of what was written at a revision, 0 for none.</param>
    /// <returns>The length of the file.</returns>
    public static long Write(IStoreFiles files, string path, long revision, KeyIndex keys, Func<long, long> deadlineOf)
    {
        var buffer = new LogBuffer();
        long length = HeaderBytes, synced = 0;
        using (var file = files.Create(path + Unfinished))
        {
            file.Write(FileHeader.Encode(Magic, revision, keys.Count), 0);
            var piece = new StoreEntry[PieceEntries];
            for (var from = 0; from < keys.Count; from += PieceEntries)
            {
                var count = Math.Min(PieceEntries, keys.Count - from);
                keys.CopyTo(from, piece.AsSpan(0, count));
                buffer.Clear();
                foreach (var entry in piece.AsSpan(0, count))
                    Encode(buffer, entry, deadlineOf(entry.Revision));
                file.Write(buffer.Written, length);
                length += buffer.Length;
                if (length - synced < FlushEvery)
                    continue;
                file.Flush();
                synced = length;
            }

            file.Flush();
        }

        files.Rename(path + Unfinished, path);
        files.FlushDirectory(Path.GetDirectoryName(path)!);
        return length;
    }

    /// <summary>The revision of a whole snapshot; its entries go to <paramref name="found"/> in key order, with their deadlines.</summary>
    /// <exception cref="StoreCorruptException">Anything in it is not as it was written.</exception>
    public static long Read(IStoreFiles files, string path, Action<StoreEntry, long> found)
    {
        using var file = files.OpenToRead(path);
        var frames = new FrameReader(file);
        Span<long> numbers = stackalloc long[2];
        if (!FileHeader.TryDecode(path, frames.Header(HeaderBytes), Magic, numbers))
            throw new StoreCorruptException(path, 0, "the header does not match its checksum");

        for (long n = 0; n < numbers[1]; n++)
        {
            if (!frames.TryNext(FixedBytes, out var body))
                throw new StoreCorruptException(path, frames.Offset, "an entry does not match its checksum");
            Decode(body, found);
        }

        return frames.Offset == frames.FileLength
            ? numbers[0]
            : throw new StoreCorruptException(path, frames.Offset, "something follows the last entry");
    }

    /// <summary>The entries that are sound, wherever they stand; false when the file is not whole.</summary>
    public static bool Salvage(IStoreFiles files, string path, Action<StoreEntry, long> found)
    {
        using var file = files.OpenToRead(path);
        var frames = new FrameReader(file);
        Span<long> numbers = stackalloc long[2];
        var whole = FileHeader.TryDecode(path, frames.Header(HeaderBytes), Magic, numbers);
        long sound = 0;
        while (frames.Offset < frames.FileLength)
        {
            if (frames.TryNext(FixedBytes, out var body))
            {
                Decode(body, found);
                sound++;
                continue;
            }

            whole = false;
            frames.Skip();
        }

        return whole && sound == numbers[1];
    }

    private static void Encode(LogBuffer buffer, StoreEntry entry, long deadline)
    {
        buffer.BeginFrame();
        buffer.Int64(entry.Revision);
        buffer.Int64(entry.CreateRevision);
        buffer.Int64(deadline);
        buffer.Key(entry.Key);
        buffer.Bytes(entry.Value.Span);
        buffer.EndFrame();
    }

    private static void Decode(ReadOnlySpan<byte> body, Action<StoreEntry, long> found)
    {
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(body[24..]);
        var entry = new StoreEntry(
            Encoding.UTF8.GetString(body.Slice(FixedBytes, keyLength)),
            body[(FixedBytes + keyLength)..].ToArray(),
            BinaryPrimitives.ReadInt64LittleEndian(body),
            BinaryPrimitives.ReadInt64LittleEndian(body[8..]));
        found(entry, BinaryPrimitives.ReadInt64LittleEndian(body[16..]));
    }
}
