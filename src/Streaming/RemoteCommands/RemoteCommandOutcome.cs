using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Timonier.Streaming;

/// <summary>How a remote command ended, as told on the error channel: a Status since version 4, plain text before.</summary>
public sealed record RemoteCommandOutcome
{
    private RemoteCommandOutcome(string message, int? exitCode)
    {
        Message = message;
        ExitCode = exitCode;
    }

    public static RemoteCommandOutcome Success { get; } = new("", 0);

    public string Message { get; }

    /// <summary>Null when the command did not get as far as an exit code.</summary>
    public int? ExitCode { get; }

    public static RemoteCommandOutcome Exited(int code) => code == 0 ? Success : new($"command terminated with non-zero exit code: {code}", code);

    public static RemoteCommandOutcome Failed(string message) => new(message, null);

    public byte[] ToStatus()
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteStartObject("metadata"u8);
        json.WriteEndObject();
        if (ExitCode == 0)
        {
            json.WriteString("status"u8, "Success"u8);
        }
        else
        {
            json.WriteString("status"u8, "Failure"u8);
            json.WriteString("message"u8, Message);
            json.WriteString("reason"u8, ExitCode is null ? "InternalError"u8 : "NonZeroExitCode"u8);
            json.WriteStartObject("details"u8);
            json.WriteStartArray("causes"u8);
            json.WriteStartObject();
            if (ExitCode is not null) json.WriteString("reason"u8, "ExitCode"u8);
            json.WriteString("message"u8, ExitCode?.ToString() ?? Message);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            if (ExitCode is null) json.WriteNumber("code"u8, 500);
        }
        json.WriteEndObject();
        json.Flush();
        return body.WrittenSpan.ToArray();
    }

    public byte[] ToText() => ExitCode == 0 ? [] : Encoding.UTF8.GetBytes(Message);

    /// <summary>Reads either form; nothing at all means success.</summary>
    public static RemoteCommandOutcome Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) return Success;
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("status"u8, out var status)) return Failed(Encoding.UTF8.GetString(bytes.Span));
            if (status.ValueEquals("Success"u8)) return Success;
            var message = root.TryGetProperty("message"u8, out var text) ? text.GetString() ?? "" : "";
            return ExitCause(root) is { } code ? new(message, code) : Failed(message);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return Failed(Encoding.UTF8.GetString(bytes.Span));
        }
    }

    private static int? ExitCause(JsonElement root)
    {
        if (!root.TryGetProperty("details"u8, out var details) || !details.TryGetProperty("causes"u8, out var causes)) return null;
        foreach (var cause in causes.EnumerateArray())
            if (cause.TryGetProperty("reason"u8, out var reason) && reason.ValueEquals("ExitCode"u8)
                && cause.TryGetProperty("message"u8, out var message) && int.TryParse(message.GetString(), out var code))
                return code;
        return null;
    }
}
