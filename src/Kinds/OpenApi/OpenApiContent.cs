using System.IO.Compression;
using System.Security.Cryptography;

namespace Timonier.Kinds.OpenApi;

/// <summary>A document as it is kept: packed, since it is asked for seldom and most clients take it so.</summary>
/// <param name="Packed">The document through gzip.</param>
/// <param name="Hash">Changes with the content; for entity tags and for addresses that may be cached for good.</param>
public sealed record OpenApiContent(byte[] Packed, string Hash)
{
    public Stream Unpacked() => new GZipStream(new MemoryStream(Packed, writable: false), CompressionMode.Decompress);

    internal static OpenApiContent Pack(Action<Stream> write)
    {
        using var packed = new MemoryStream();
        using (var output = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) write(output);
        var bytes = packed.ToArray();
        return new OpenApiContent(bytes, Convert.ToHexString(SHA512.HashData(bytes)));
    }
}
