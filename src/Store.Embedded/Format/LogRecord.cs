using System.Buffers.Binary;
using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>
/// One write in the log. Its body: revision, flags, time of the commit, moment of expiry, key, value.
/// </summary>
/// <param name="StartsBatch">
/// The first record of a batch is written only after the batch before is synced; recovery uses that to tell
/// a torn tail (cut) from damage to what was already durable (refused).
/// </param>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="Deadline">Unix milliseconds at which the key deletes itself; 0 for never.</param>
internal readonly record struct LogRecord(
    long Revision, bool IsDelete, bool StartsBatch, long Time, long Deadline, string Key, ReadOnlyMemory<byte> Value)
{
    private const byte DeleteFlag = 1, BatchFlag = 2, DeadlineFlag = 4;
    private const int FixedBytes = 8 + 1 + 8 + 8 + 4;

    public void WriteTo(LogBuffer buffer)
    {
        buffer.BeginFrame();
        buffer.Int64(Revision);
        buffer.Byte((byte)((IsDelete ? DeleteFlag : 0) | (StartsBatch ? BatchFlag : 0) | (Deadline > 0 ? DeadlineFlag : 0)));
        buffer.Int64(Time);
        buffer.Int64(Deadline);
        buffer.Key(Key);
        buffer.Bytes(Value.Span);
        buffer.EndFrame();
    }

    /// <summary>Reads the record at the start of the bytes; false when it is short, damaged or not of that revision.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long atLeast, long atMost, out LogRecord record, out int length)
    {
        record = default;
        length = 0;
        if (bytes.Length < LogBuffer.FrameBytes + FixedBytes)
            return false;

        var size = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var revision = BinaryPrimitives.ReadInt64LittleEndian(bytes[LogBuffer.FrameBytes..]);
        if (size < FixedBytes || size > bytes.Length - LogBuffer.FrameBytes || revision < atLeast || revision > atMost)
            return false;

        var body = bytes.Slice(LogBuffer.FrameBytes, size);
        if (Crc32C.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]))
            return false;

        var flags = body[8];
        var keyLength = BinaryPrimitives.ReadInt32LittleEndian(body[25..]);
        record = new LogRecord(
            revision,
            (flags & DeleteFlag) != 0,
            (flags & BatchFlag) != 0,
            BinaryPrimitives.ReadInt64LittleEndian(body[9..]),
            BinaryPrimitives.ReadInt64LittleEndian(body[17..]),
            Encoding.UTF8.GetString(body.Slice(FixedBytes, keyLength)),
            body[(FixedBytes + keyLength)..].ToArray());
        length = LogBuffer.FrameBytes + size;
        return true;
    }
}
