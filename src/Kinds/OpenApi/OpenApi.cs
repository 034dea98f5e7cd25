using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Timonier.Kinds;

/// <summary>
/// The OpenAPI v3 documents of the built-in kinds, one per group version: what <c>kubectl explain</c> and client-side
/// checks read. Made when first asked for, and kept.
/// </summary>
public static partial class OpenApi
{
    private static readonly Lazy<Dictionary<(string Group, string Version), byte[]>> Made = new(MakeAll);
    private static readonly Lazy<byte[]> MadeIndex = new(MakeIndex);

    /// <summary>The document of a group version; null when no kind of it is offered.</summary>
    public static ReadOnlyMemory<byte>? Document(string group, string version) =>
        Made.Value.TryGetValue((group, version), out var json) ? json : (ReadOnlyMemory<byte>?)null;

    /// <summary>The answer to <c>/openapi/v3</c>: where each document is, with a hash so that clients may keep it.</summary>
    public static ReadOnlyMemory<byte> Index() => MadeIndex.Value;

    /// <summary>The hash that the index names for that group version; empty when there is none.</summary>
    public static string Hash(string group, string version) =>
        Made.Value.TryGetValue((group, version), out var json) ? Convert.ToHexString(SHA512.HashData(json)) : "";

    private static Dictionary<(string Group, string Version), byte[]> MakeAll() =>
        KindCatalogue.BuiltIn.All.GroupBy(k => (k.Group, k.Version)).ToDictionary(g => g.Key, g => Write(writer => Document(writer, g.Key.Group, g.Key.Version, [.. g])));

    private static byte[] MakeIndex() => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("paths");
        foreach (var (group, version) in Made.Value.Keys.OrderBy(k => Root(k.Group, k.Version), StringComparer.Ordinal))
        {
            writer.WriteStartObject(Root(group, version)[1..]);
            writer.WriteString("serverRelativeURL", $"/openapi/v3{Root(group, version)}?hash={Hash(group, version)}");
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static void Document(Utf8JsonWriter writer, string group, string version, List<Kind> kinds)
    {
        writer.WriteStartObject();
        writer.WriteString("openapi", "3.0.0");
        writer.WriteStartObject("info");
        writer.WriteString("title", "Kubernetes");
        writer.WriteString("version", "v1.36.0");
        writer.WriteEndObject();
        writer.WriteStartObject("paths");
        foreach (var kind in kinds) Paths(writer, Root(group, version), kind);
        writer.WriteEndObject();
        writer.WriteStartObject("components");
        writer.WriteStartObject("schemas");
        Schemas(writer, kinds);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static string Root(string group, string version) => group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer)) write(writer);
        return buffer.WrittenSpan.ToArray();
    }
}
