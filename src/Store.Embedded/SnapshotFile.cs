using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>All live entries at one revision, in one file that appears whole or not at all.</summary>
internal static class SnapshotFile
{
    public const string Extension = ".snapshot";
    public const string Unfinished = ".tmp";

    private const int HeaderBytes = 32;
    private const uint Version = 1;
    private const int PieceEntries = 256;

    // Synced in pieces, so that the commits in between do not wait for one long flush.
    private const int FlushEvery = 8 << 20;

    private static ReadOnlySpan<byte> Magic => "TIMOSNAP"u8;

    public static string PathOf(string directory, long revision) =>
        Path.Combine(directory, revision.ToString("D20", CultureInfo.InvariantCulture) + Extension);

    /// <returns>The length of the file.</returns>
    public static long Write(StoreFiles files, string directory, long revision, KeyIndex keys, Func<long, long> deadlineOf)
    {
        var path = PathOf(directory, revision);
        var buffer = new LogBuffer();
        long length = HeaderBytes, synced = 0;
        using (var file = File.OpenHandle(path + Unfinished, FileMode.Create, FileAccess.Write))
        {
            files.Write(file, Header(revision, keys.Count), 0);
            var piece = new StoreEntry[PieceEntries];
            for (var from = 0; from < keys.Count; from += PieceEntries)
            {
                var count = Math.Min(PieceEntries, keys.Count - from);
                keys.CopyTo(from, piece.AsSpan(0, count));
                buffer.Clear();
                foreach (var entry in piece.AsSpan(0, count))
                    Encode(buffer, entry, deadlineOf(entry.Revision));
                files.Write(file, buffer.Written, length);
                length += buffer.Length;
                if (length - synced < FlushEvery)
                    continue;
                files.Flush(file);
                synced = length;
            }

            files.Flush(file);
        }

        File.Move(path + Unfinished, path, overwrite: true);
        files.FlushDirectory(directory);
        return length;
    }

    public static KeyIndex Read(string path, long revision, Action<StoreEntry, long> withDeadline)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        if (bytes.Length < HeaderBytes)
            throw new StoreCorruptException(path, 0, "the header is cut short");
        var count = BinaryPrimitives.ReadInt64LittleEndian(bytes[20..]);
        if (!bytes[..HeaderBytes].SequenceEqual(Header(revision, count)))
            throw new StoreCorruptException(path, 0, "the header does not match its checksum or the file name");

        var keys = KeyIndex.Empty;
        var at = HeaderBytes;
        for (long n = 0; n < count; n++)
        {
            var rest = bytes[at..];
            var size = rest.Length < LogBuffer.FrameBytes ? -1 : BinaryPrimitives.ReadInt32LittleEndian(rest);
            if (size < 28 || size > rest.Length - LogBuffer.FrameBytes
                || Crc32C.Of(rest.Slice(LogBuffer.FrameBytes, size)) != BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]))
                throw new StoreCorruptException(path, at, "an entry does not match its checksum");

            var (entry, deadline) = Decode(rest.Slice(LogBuffer.FrameBytes, size));
            keys = keys.Set(entry);
            if (deadline > 0)
                withDeadline(entry, deadline);
            at += LogBuffer.FrameBytes + size;
        }

        return keys.Count == count && at == bytes.Length
            ? keys
            : throw new StoreCorruptException(path, at, "the number of entries is not the one in the header");
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

    private static (StoreEntry Entry, long Deadline) Decode(ReadOnlySpan<byte> body)
    {
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(body[24..]);
        var entry = new StoreEntry(
            Encoding.UTF8.GetString(body.Slice(28, keyLength)),
            body[(28 + keyLength)..].ToArray(),
            BinaryPrimitives.ReadInt64LittleEndian(body),
            BinaryPrimitives.ReadInt64LittleEndian(body[8..]));
        return (entry, BinaryPrimitives.ReadInt64LittleEndian(body[16..]));
    }

    private static byte[] Header(long revision, long count)
    {
        var header = new byte[HeaderBytes];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(12), revision);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(20), count);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(28), Crc32C.Of(header.AsSpan(0, 28)));
        return header;
    }
}
