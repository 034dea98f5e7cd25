using System.Buffers;
using System.Buffers.Binary;
using Timonier.Api.Tables;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds.Protobuf;

namespace Timonier.Api.Watches;

/// <summary>One event of a watch. Each of its forms is made once for each event and shared by all watchers.</summary>
public sealed class WatchFrame(WatchEventType type, Document document)
{
    private byte[]? line, metadataLine, message, metadataMessage;

    public WatchEventType Type => type;
    public Document Document => document;

    /// <summary><c>{"type":"ADDED","object":{...}}</c> and a line feed.</summary>
    public ReadOnlyMemory<byte> Line => line ??= LineOf(type, document.Utf8.Span);

    /// <summary>The same with the object's metadata alone.</summary>
    public ReadOnlyMemory<byte> MetadataLine => metadataLine ??= LineOf(type, Metadata.Utf8.Span);

    /// <summary>A WatchEvent as protobuf behind the four bytes of its length.</summary>
    public ReadOnlyMemory<byte> Message => message ??= MessageOf(type, document);

    /// <summary>The same with the object's metadata alone.</summary>
    public ReadOnlyMemory<byte> MetadataMessage => metadataMessage ??= MessageOf(type, Metadata);

    private Document Metadata => PartialMetadata.Of(document, "v1").ToDocument();

    public static byte[] LineOf(WatchEventType type, ReadOnlySpan<byte> utf8) => [.. "{\"type\":\""u8, .. System.Text.Encoding.ASCII.GetBytes(Word(type)), .. "\",\"object\":"u8, .. utf8, .. "}\n"u8];

    internal static byte[] MessageOf(WatchEventType type, Document document)
    {
        var encoded = WireForm.Protobuf(document) ?? throw new InvalidOperationException($"{document.Kind} has no protobuf form");
        var output = new ArrayBufferWriter<byte>(encoded.Length + 32);
        output.Advance(sizeof(uint));
        ProtobufWriter.WriteWatchEvent(Word(type), encoded.Span, output);
        var framed = output.WrittenSpan.ToArray();
        BinaryPrimitives.WriteUInt32BigEndian(framed, (uint)(framed.Length - sizeof(uint)));
        return framed;
    }

    private static string Word(WatchEventType type) => type switch
    {
        WatchEventType.Added => "ADDED",
        WatchEventType.Modified => "MODIFIED",
        WatchEventType.Deleted => "DELETED",
        WatchEventType.Bookmark => "BOOKMARK",
        _ => "ERROR",
    };
}
