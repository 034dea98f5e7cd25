using System.Buffers;
using Microsoft.AspNetCore.Http;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Kinds.Protobuf;

namespace Timonier.Api.Pipeline;

/// <summary>Reads request bodies, bounded, in JSON, YAML or protobuf.</summary>
internal static class BodyReader
{
    public const int Limit = 3 * 1024 * 1024;
    public static readonly string[] AcceptedOfCustom = ["application/json", "application/yaml"];
    private static readonly string[] Accepted = ["application/json", "application/yaml", Protobuf];
    private const string Unversioned = "couldn't get version/kind; json parse error: ";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";

    // Bodies are read as they come, as upstream does: a packed one is refused because it is no JSON.
    public static async ValueTask<(ReadOnlyMemory<byte> Bytes, Status? Failure)> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > Limit) return (default, Status.TooLarge(Limit));
        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            int read;
            try
            {
                read = await request.Body.ReadAsync(buffer.GetMemory(4096), cancellation);
            }
            catch (IOException e) when (e is not BadHttpRequestException)
            {
                // The parser's own answer to some broken chunks.
                return (default, Status.BadRequest(e.Message));
            }
            if (read == 0) return (buffer.WrittenMemory, null);
            buffer.Advance(read);
            if (buffer.WrittenCount > Limit) return (default, Status.TooLarge(Limit));
        }
    }

    public static bool IsProtobuf(string contentType) => contentType.Split(';')[0].Trim() == Protobuf;

    /// <summary>The object in a body, and what it says twice.</summary>
    public static (DraftObject? Body, IReadOnlyList<string> Repeated, Status? Failure) Parse(ReadOnlyMemory<byte> bytes, string contentType, string kind)
    {
        var media = contentType.Split(';')[0].Trim();
        try
        {
            switch (media)
            {
                case "" or "application/json":
                    return Typed(Draft.From(Document.Parse(bytes).Root), [.. DuplicateFields.Find(bytes.Span).Select(d => $"duplicate field \"{d}\"")], kind, bytes.Span);
                case "application/yaml":
                    return Typed(Yaml.Parse(bytes, out var repeated), repeated is null ? [] : [repeated], kind, bytes.Span);
                case Protobuf:
                    return (ProtobufReader.Read(bytes.Span, Shape), [], null);
                default:
                    return (null, [], Status.UnsupportedMediaType(Accepted));
            }
        }
        catch (FormatException e)
        {
            return (null, [], Unrecognized(kind, bytes.Span, media is "application/yaml" or Protobuf ? e.Message : Unversioned + (JsonSyntax.Fault(bytes.Span) ?? e.Message)));
        }
    }

    // Null says nothing, as an object without members does.
    private static (DraftObject? Body, IReadOnlyList<string> Repeated, Status? Failure) Typed(Draft said, IReadOnlyList<string> repeated, string kind, ReadOnlySpan<byte> bytes)
    {
        if (said.Kind == NodeKind.Null) return (new DraftObject(), [], null);
        if (said is not DraftObject body)
            return (null, [], Unrecognized(kind, bytes, $"{Unversioned}json: cannot unmarshal {GoType.Word(said.Kind)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}"));
        foreach (var name in (string[])["apiVersion", "kind"])
        {
            if (body[name] is { Kind: not (NodeKind.String or NodeKind.Null) } wrong)
                return (null, [], Unrecognized(kind, bytes, $"{Unversioned}json: cannot unmarshal {GoType.Word(wrong.Kind)} into Go struct field .{name} of type string"));
        }
        return (body, repeated, null);
    }

    private static ObjectType? Shape(string apiVersion, string kind) => KindCatalogue.BuiltIn.FindKind(apiVersion, kind)?.Schema;

    // The beginning of the body, so that its sender finds it again.
    private static Status Unrecognized(string kind, ReadOnlySpan<byte> bytes, string why)
    {
        var start = bytes[..Math.Min(30, bytes.Length)];
        var shown = bytes.IsEmpty ? "<empty>" : bytes[0] == (byte)'{' ? System.Text.Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start);
        return Status.BadRequest($"the object provided is unrecognized (must be of type {kind}): {why} ({shown}{(bytes.Length > 30 ? " ..." : "")})");
    }
}
