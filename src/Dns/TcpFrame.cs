using System.Buffers.Binary;

namespace Timonier.Dns;

/// <summary>Over TCP each message has its length before it.</summary>
internal static class TcpFrame
{
    public static byte[] Of(byte[] message)
    {
        var framed = new byte[message.Length + 2];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed, 2);
        return framed;
    }
}
