using System.Buffers.Binary;
using Google.Protobuf;
using Timonier.Contracts.Store;

namespace Timonier.Store.Etcd;

/// <summary>
/// A value as etcd holds it: the bytes without their revision, which is not known before the write, and behind
/// them where its digits go, who wrote it, and the version of this form. Read back, the bytes are the same as
/// the embedded store's.
/// </summary>
internal static class EtcdValue
{
    private const byte Form = 1;
    private const int TrailerBytes = 4 + 8 + 8 + 1;

    public static ByteString Encode(in StoreValue value, WriteId id)
    {
        var whole = new byte[value.Bytes.Length + TrailerBytes];
        value.Bytes.CopyTo(whole);
        var trailer = whole.AsSpan(value.Bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(trailer, value.RevisionOffset);
        BinaryPrimitives.WriteInt64BigEndian(trailer[4..], id.Server);
        BinaryPrimitives.WriteInt64BigEndian(trailer[12..], id.Number);
        trailer[20] = Form;
        return UnsafeByteOperations.UnsafeWrap(whole);
    }

    /// <summary>False for what somebody else wrote.</summary>
    public static bool TryDecode(ByteString stored, out StoreValue value, out WriteId id)
    {
        (value, id) = (default, default);
        if (stored.Length < TrailerBytes || stored[^1] != Form)
            return false;
        var trailer = stored.Span[^TrailerBytes..];
        var offset = BinaryPrimitives.ReadInt32BigEndian(trailer);
        var bytes = stored.Memory[..^TrailerBytes];
        if (offset < -1 || offset > bytes.Length)
            return false;
        value = new StoreValue(bytes, offset);
        id = new WriteId(BinaryPrimitives.ReadInt64BigEndian(trailer[4..]), BinaryPrimitives.ReadInt64BigEndian(trailer[12..]));
        return true;
    }
}
