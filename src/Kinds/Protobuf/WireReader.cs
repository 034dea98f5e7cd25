using System.Buffers.Binary;

namespace Timonier.Kinds.Protobuf;

/// <summary>The fields of one protobuf message, one after the other.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> rest = message;

    public int Number { get; private set; }

    /// <summary>The value of a number; of a double, its bits.</summary>
    public long Varint { get; private set; }

    /// <summary>The value of a text, of bytes or of a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }
    public bool HasBytes { get; private set; }

    /// <summary>Goes on to the next field; false at the end.</summary>
    /// <exception cref="FormatException">The message is cut short or not protobuf.</exception>
    public bool Next()
    {
        if (rest.IsEmpty) return false;
        var tag = ReadVarint();
        Number = (int)(tag >> 3);
        Varint = 0;
        Bytes = default;
        HasBytes = false;
        switch (tag & 7)
        {
            case 0:
                Varint = (long)ReadVarint();
                return true;
            case 1:
                Varint = BinaryPrimitives.ReadInt64LittleEndian(Take(8));
                return true;
            case 2:
                Bytes = Take(ReadVarint());
                HasBytes = true;
                return true;
            case 5:
                Varint = BinaryPrimitives.ReadInt32LittleEndian(Take(4));
                return true;
            default:
                throw new FormatException($"proto: illegal wireType {tag & 7}");
        }
    }

    /// <summary>Goes on to the next of numbers that stand packed, without tags.</summary>
    public bool NextVarint()
    {
        if (rest.IsEmpty) return false;
        Varint = (long)ReadVarint();
        return true;
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)rest.Length) throw new FormatException("unexpected EOF");
        var taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
        throw new FormatException("proto: integer overflow");
    }
}
