using System.Buffers;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Timonier.Api.Pipeline;

/// <summary>Large answers leave packed for clients that can unpack them; upstream's threshold and effort.</summary>
internal static class Compression
{
    private const int From = 128 * 1024;
    private const int Chunk = 32 * 1024;

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
        await using var packed = Packed(response);
        await packed.WriteAsync(body, cancellation);
    }

    /// <summary>The same for a list, which may be larger than what should stand in memory twice: a chunk goes when the one before is on its way.</summary>
    public static async Task WriteListAsync(HttpContext context, ListText list, CancellationToken cancellation)
    {
        var response = context.Response;
        if (list.Length > From && IsWanted(context.Request))
        {
            await using var packed = Packed(response);
            foreach (var part in list.Parts()) await packed.WriteAsync(part, cancellation);
            return;
        }
        response.ContentLength = list.Length;
        var output = response.BodyWriter;
        var waiting = 0;
        foreach (var part in list.Parts())
        {
            output.Write(part.Span);
            waiting += part.Length;
            if (waiting < Chunk) continue;
            waiting = 0;
            if ((await output.FlushAsync(cancellation)).IsCompleted) return;
        }
        await output.FlushAsync(cancellation);
    }

    private static GZipStream Packed(HttpResponse response)
    {
        response.Headers.ContentEncoding = "gzip";
        response.Headers.Append("Vary", "Accept-Encoding");
        return new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
    }

    public static bool IsWanted(HttpRequest request) =>
        request.Headers.AcceptEncoding.ToString().Split(',', StringSplitOptions.TrimEntries).Contains("gzip", StringComparer.Ordinal);
}
