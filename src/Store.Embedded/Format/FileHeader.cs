using System.Buffers.Binary;

namespace Timonier.Store.Embedded;

/// <summary>How every file of the store begins: what it is, the version of its layout, its numbers, a checksum.</summary>
internal static class FileHeader
{
    public const uint Version = 1;

    private const int MagicBytes = 8, VersionBytes = 4, ChecksumBytes = 4;

    public static int LengthFor(int numbers) => MagicBytes + VersionBytes + (numbers * sizeof(long)) + ChecksumBytes;

    public static byte[] Encode(ReadOnlySpan<byte> magic, params ReadOnlySpan<long> numbers)
    {
        var header = new byte[LengthFor(numbers.Length)];
        magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(MagicBytes), Version);
        for (var n = 0; n < numbers.Length; n++)
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(MagicBytes + VersionBytes + (n * sizeof(long))), numbers[n]);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(header.Length - ChecksumBytes), Crc32C.Of(header.AsSpan(0, header.Length - ChecksumBytes)));
        return header;
    }

    /// <summary>False for anything but a whole and undamaged header of that kind.</summary>
    /// <exception cref="StoreVersionException">It is whole, but of a layout that this version does not know.</exception>
    public static bool TryDecode(string path, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> magic, Span<long> numbers)
    {
        var length = LengthFor(numbers.Length);
        if (bytes.Length < length || !bytes.StartsWith(magic))
            return false;
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(length - ChecksumBytes)..]);
        if (Crc32C.Of(bytes[..(length - ChecksumBytes)]) != checksum)
            return false;
        var version = BinaryPrimitives.ReadUInt32LittleEndian(bytes[MagicBytes..]);
        if (version != Version)
            throw new StoreVersionException(path, version);
        for (var n = 0; n < numbers.Length; n++)
            numbers[n] = BinaryPrimitives.ReadInt64LittleEndian(bytes[(MagicBytes + VersionBytes + (n * sizeof(long)))..]);
        return true;
    }
}
