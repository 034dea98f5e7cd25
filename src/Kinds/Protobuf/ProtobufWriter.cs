using System.Buffers;
using Timonier.Documents;

namespace Timonier.Kinds.Protobuf;

/// <summary>
/// Objects as protobuf, byte for byte as upstream writes them: fields by number, maps by key, and every field that
/// Go holds by value even when it is empty.
/// </summary>
public static class ProtobufWriter
{
    private static readonly byte[] Magic = [(byte)'k', (byte)'8', (byte)'s', 0];

    /// <summary>One object of the kind, or a list of such objects, in an envelope that names its apiVersion and kind.</summary>
    public static void Write(Kind kind, Document document, IBufferWriter<byte> output)
    {
        using var wire = new WireWriter();
        if (string.Equals(document.Kind, kind.ListName, StringComparison.Ordinal))
        {
            ListMeta(document, wire);
            foreach (var item in document.Root["items"u8].Items) ListItem(kind, item, wire);
        }
        else ProtobufFields.Write(kind.Schema, document.Root, wire);
        Envelop(document, wire.Written, output);
    }

    /// <summary>A list whose items are documents of their own; <paramref name="head"/> is the list without them.</summary>
    /// <param name="room">About how many bytes it will be; their JSON is a good guess.</param>
    public static void WriteList(Kind kind, Document head, IEnumerable<Document> items, int room, IBufferWriter<byte> output)
    {
        using var wire = new WireWriter(room);
        ListMeta(head, wire);
        foreach (var item in items) ListItem(kind, item.Root, wire);
        Envelop(head, wire.Written, output);
    }

    /// <summary>What a watch sends for a change, without an envelope and without the four bytes of its length.</summary>
    /// <param name="encoded">The object as <see cref="Write"/> gives it.</param>
    public static void WriteWatchEvent(string type, ReadOnlySpan<byte> encoded, IBufferWriter<byte> output)
    {
        using var wire = new WireWriter();
        wire.Text(1, type);
        var raw = wire.Open(2);
        wire.Bytes(1, encoded);
        wire.Close(raw);
        output.Write(wire.Written);
    }

    private static void ListMeta(Document list, WireWriter wire)
    {
        var metadata = wire.Open(1);
        ProtobufFields.Write(KindCatalogue.BuiltIn.FindType("meta.ListMeta")!, list.Metadata, wire);
        wire.Close(metadata);
    }

    private static void ListItem(Kind kind, Node item, WireWriter wire)
    {
        var start = wire.Open(2);
        ProtobufFields.Write(kind.Schema, item, wire);
        wire.Close(start);
    }

    private static void Envelop(Document typed, ReadOnlySpan<byte> content, IBufferWriter<byte> output)
    {
        using var head = new WireWriter();
        Magic.CopyTo(head.Take(Magic.Length));
        var type = head.Open(1);
        head.Text(1, typed.ApiVersion);
        head.Text(2, typed.Kind);
        head.Close(type);
        output.Write(head.Written);

        Span<byte> prefix = stackalloc byte[11];
        prefix[0] = (2 << 3) | 2;
        WireWriter.PutVarint(prefix[1..], (ulong)content.Length);
        output.Write(prefix[..(1 + WireWriter.VarintSize((ulong)content.Length))]);
        output.Write(content);
        // The encoding and the media type of the content, both said by being empty.
        output.Write<byte>([(3 << 3) | 2, 0, (4 << 3) | 2, 0]);
    }
}
