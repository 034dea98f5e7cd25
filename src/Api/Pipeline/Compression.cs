using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Timonier.Api.Pipeline;

/// <summary>Large answers leave packed for clients that can unpack them; upstream's threshold and effort.</summary>
internal static class Compression
{
    private const int From = 128 * 1024;

    /// <summary>Writes the body of an answer whose status and media type are set.</summary>
    public static async Task WriteBodyAsync(HttpContext context, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var response = context.Response;
        if (body.Length <= From || !IsWanted(context.Request))
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body, cancellation);
            return;
        }
        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        await using var packed = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await packed.WriteAsync(body, cancellation);
    }

    public static bool IsWanted(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries).Contains("gzip", StringComparer.Ordinal);
}
