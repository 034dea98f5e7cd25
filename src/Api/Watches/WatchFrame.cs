using Timonier.Api.Tables;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Watches;

/// <summary>One event of a watch. The JSON line is made once for each event and shared by all watchers.</summary>
public sealed class WatchFrame(WatchEventType type, Document document)
{
    private byte[]? line, metadataLine;

    public WatchEventType Type => type;
    public Document Document => document;

    /// <summary><c>{"type":"ADDED","object":{...}}</c> and a line feed.</summary>
    public ReadOnlyMemory<byte> Line => line ??= Encode(type, document.Utf8.Span);

    /// <summary>The same with the object's metadata alone.</summary>
    public ReadOnlyMemory<byte> MetadataLine => metadataLine ??= Encode(type, PartialMetadata.Of(document, "v1").ToDocument().Utf8.Span);

    public static byte[] Encode(WatchEventType type, ReadOnlySpan<byte> utf8) => [.. "{\"type\":\""u8, .. Word(type), .. "\",\"object\":"u8, .. utf8, .. "}\n"u8];

    private static ReadOnlySpan<byte> Word(WatchEventType type) => type switch
    {
        WatchEventType.Added => "ADDED"u8,
        WatchEventType.Modified => "MODIFIED"u8,
        WatchEventType.Deleted => "DELETED"u8,
        WatchEventType.Bookmark => "BOOKMARK"u8,
        _ => "ERROR"u8,
    };
}
