using System.Buffers.Binary;

namespace Timonier.Streaming;

/// <summary>The eight bytes before every SPDY/3.1 frame. <see cref="StreamId"/> is set for data frames only.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct SpdyFrameHeader(SpdyFrameType Type, int StreamId, byte Flags, int Length)
{
    public const int Size = 8;
    public const byte Fin = 0x01;
    public const int MaxLength = 0xffffff;
    private const ushort ControlVersion3 = 0x8003;

    public bool IsFin => (Flags & Fin) != 0;

    /// <summary>Control frames of unknown types are legal and to be passed over; another version is not.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out SpdyFrameHeader header)
    {
        header = default;
        if (bytes.Length < Size) return false;
        var flags = bytes[4];
        var length = (bytes[5] << 16) | (bytes[6] << 8) | bytes[7];
        if ((bytes[0] & 0x80) == 0)
        {
            header = new(SpdyFrameType.Data, BinaryPrimitives.ReadInt32BigEndian(bytes), flags, length);
            return true;
        }
        if (BinaryPrimitives.ReadUInt16BigEndian(bytes) != ControlVersion3) return false;
        var type = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (type == 0) return false;
        header = new((SpdyFrameType)type, 0, flags, length);
        return true;
    }

    public void Write(Span<byte> bytes)
    {
        if (Type == SpdyFrameType.Data)
        {
            BinaryPrimitives.WriteInt32BigEndian(bytes, StreamId);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, ControlVersion3);
            BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], (ushort)Type);
        }
        bytes[4] = Flags;
        bytes[5] = (byte)(Length >> 16);
        bytes[6] = (byte)(Length >> 8);
        bytes[7] = (byte)Length;
    }
}
