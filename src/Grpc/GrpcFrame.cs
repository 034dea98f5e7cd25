using System.Buffers.Binary;
using Google.Protobuf;

namespace Timonier.Grpc;

/// <summary>One message on the wire: a byte that says "not compressed", the length, the message.</summary>
internal static class GrpcFrame
{
    private const int PrefixBytes = 5;

    // Above the largest answer that anybody gives us (16 MiB of command output on each of two streams).
    private const int MaxMessageBytes = 64 * 1024 * 1024;

    public static byte[] Of(IMessage message)
    {
        var frame = new byte[PrefixBytes + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), frame.Length - PrefixBytes);
        message.WriteTo(frame.AsSpan(PrefixBytes));
        return frame;
    }

    /// <summary>The next message; null at the end of the stream.</summary>
    public static async Task<T?> ReadAsync<T>(Stream body, string path, CancellationToken cancellation) where T : IMessage<T>, new()
    {
        var prefix = new byte[PrefixBytes];
        if (await body.ReadAtLeastAsync(prefix, PrefixBytes, throwOnEndOfStream: false, cancellation) < PrefixBytes) return default;
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix.AsSpan(1));
        if (prefix[0] != 0 || length > MaxMessageBytes) throw new GrpcException(GrpcStatus.Internal, $"{path}: answered in a form that was not asked for");
        var bytes = new byte[length];
        await body.ReadExactlyAsync(bytes, cancellation);
        var message = new T();
        message.MergeFrom(bytes);
        return message;
    }
}
