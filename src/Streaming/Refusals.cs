using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Timonier.Streaming;

/// <summary>Answers for requests that never become a stream.</summary>
internal static class Refusals
{
    public static async Task BadRequestAsync(HttpContext context, string message)
    {
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, "Status"u8);
            json.WriteString("apiVersion"u8, "v1"u8);
            json.WriteStartObject("metadata"u8);
            json.WriteEndObject();
            json.WriteString("status"u8, "Failure"u8);
            json.WriteString("message"u8, message);
            json.WriteString("reason"u8, "BadRequest"u8);
            json.WriteNumber("code"u8, StatusCodes.Status400BadRequest);
            json.WriteEndObject();
        }
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted);
    }

    public static async Task ForbiddenAsync(HttpContext context, string message)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(message, context.RequestAborted);
    }
}
