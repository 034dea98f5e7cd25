using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Audit;
using Timonier.Api.Tables;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Pipeline;

/// <summary>Puts answers on the wire: stored bytes as they are.</summary>
internal static class AnswerWriter
{
    private const string Uncached = "no-cache, private";

    public static async Task WriteAsync(HttpContext context, Kind kind, ApiAnswer answer, AnswerShape shape, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var warning in WarningTexts.Bounded(answer.Warnings)) context.Response.Headers.Append("Warning", $"299 - {GoText.Quote(warning)}");
        if (answer.Failure is { } failure)
        {
            await WriteAsync(context, failure, cancellation);
            return;
        }
        if (answer.List is { } list && shape.Choice == MediaChoice.Json)
        {
            Start(context, answer.Code, shape.Choice.ContentType);
            await Compression.WriteListAsync(context, new ListText(kind, list), cancellation);
            return;
        }
        var (body, unfit) = shape.Body(answer, now);
        if (unfit is not null) await WriteAsync(context, unfit, cancellation);
        else await WriteBytesAsync(context, answer.Code, shape.Choice.ContentType, body, cancellation);
    }

    public static async Task WriteAsync(HttpContext context, Status status, CancellationToken cancellation)
    {
        context.Features.Get<AuditTrail>()?.Refuse(status);
        if (status.Details is { RetryAfterSeconds: > 0 } details) context.Response.Headers.RetryAfter = details.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await WriteDocumentAsync(context, status.Code, StatusText.Of(status), cancellation);
    }

    /// <summary>No seat: upstream answers this in plain text.</summary>
    public static async Task WriteTooManyAsync(HttpContext context, CancellationToken cancellation)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = "1";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await WriteTextAsync(context, "Too many requests, please try again later.\n", cancellation);
    }

    /// <summary>A document that is no object of a kind, in the encoding that is asked for; what cannot be given as asked comes as JSON.</summary>
    public static async Task WriteDocumentAsync(HttpContext context, int code, Document document, CancellationToken cancellation)
    {
        var choice = Negotiation.Choose(context.Request).Choice ?? MediaChoice.PrettyJson;
        var (body, unwritable) = WireForm.Of(document, choice);
        if (unwritable is not null) (choice, body) = (MediaChoice.PrettyJson, PrettyJson.Of(document.Utf8.Span));
        await WriteBytesAsync(context, code, choice.ContentType, body, cancellation);
    }

    public static async Task WriteBytesAsync(HttpContext context, int code, string contentType, ReadOnlyMemory<byte> body, CancellationToken cancellation, string cache = Uncached)
    {
        Start(context, code, contentType, cache);
        await Compression.WriteBodyAsync(context, body, cancellation);
    }

    private static void Start(HttpContext context, int code, string contentType, string cache = Uncached)
    {
        context.Response.StatusCode = code;
        context.Response.Headers.CacheControl = cache;
        context.Response.ContentType = contentType;
    }

    public static async Task WriteTextAsync(HttpContext context, string text, CancellationToken cancellation)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, cancellation);
    }
}
