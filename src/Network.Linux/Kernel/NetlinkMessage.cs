using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Timonier.Network.Linux.Kernel;

/// <summary>One routing request being written: header, fixed part, attributes, all in host byte order.</summary>
internal sealed class NetlinkMessage
{
    private const ushort Request = 1, Acknowledge = 4;
    public const ushort Create = 0x400, Exclusive = 0x200, Replace = 0x100;

    private readonly byte[] bytes = new byte[512];
    private int length = 16;

    public NetlinkMessage(ushort type, ushort flags, ReadOnlySpan<byte> fixedPart)
    {
        Write16(4, type);
        Write16(6, (ushort)(flags | Request | Acknowledge));
        fixedPart.CopyTo(bytes.AsSpan(length));
        length += Align(fixedPart.Length);
    }

    public ReadOnlySpan<byte> Finish(uint sequence)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), sequence);
        return bytes.AsSpan(0, length);
    }

    public NetlinkMessage Add(ushort type, ReadOnlySpan<byte> value)
    {
        Write16(length, (ushort)(4 + value.Length));
        Write16(length + 2, type);
        value.CopyTo(bytes.AsSpan(length + 4));
        length += Align(4 + value.Length);
        return this;
    }

    public NetlinkMessage Add(ushort type, int value)
    {
        Span<byte> buffer = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(buffer, value);
        return Add(type, buffer);
    }

    public NetlinkMessage Add(ushort type, string value) => Add(type, Encoding.ASCII.GetBytes(value + "\0"));

    public NetlinkMessage Add(ushort type, IPAddress value) => Add(type, value.GetAddressBytes());

    /// <summary>Attributes inside an attribute, after an optional fixed part.</summary>
    public NetlinkMessage Nest(ushort type, Action<NetlinkMessage> content, int fixedPart = 0)
    {
        var start = length;
        length += 4 + fixedPart;
        content(this);
        Write16(start, (ushort)(length - start));
        Write16(start + 2, type);
        return this;
    }

    private void Write16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), value);

    private static int Align(int size) => (size + 3) & ~3;
}
