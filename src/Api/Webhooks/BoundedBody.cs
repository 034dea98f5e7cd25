using System.Buffers;

namespace Timonier.Api.Webhooks;

/// <summary>What another server answers, as long as it is not longer than it may be.</summary>
internal static class BoundedBody
{
    /// <summary>Null when it is longer.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int limit, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var buffer = new ArrayBufferWriter<byte>();
        while (await stream.ReadAsync(buffer.GetMemory(8192), cancellation) is > 0 and var read)
        {
            buffer.Advance(read);
            if (buffer.WrittenCount > limit) return null;
        }
        return buffer.WrittenMemory;
    }
}
