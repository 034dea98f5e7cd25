using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Timonier.Store.Etcd;

/// <summary>Tells one write from every other: which server made it, and its number there.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WriteId(long Server, long Number)
{
    public ByteString ToBytes()
    {
        var bytes = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, Server);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(sizeof(long)), Number);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
