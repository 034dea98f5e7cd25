using System.Buffers;
using System.Text;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Kinds.Protobuf;

namespace Timonier.Api.Tables;

/// <summary>Documents as bytes in the encoding that a client chose.</summary>
internal static class WireForm
{
    public static (ReadOnlyMemory<byte> Bytes, Status? Failure) Of(Document document, MediaChoice choice)
    {
        switch (choice.Encoding)
        {
            case MediaEncoding.Yaml:
                return (Encoding.UTF8.GetBytes(YamlText.Write(Draft.From(document.Root))), null);
            case MediaEncoding.Protobuf:
                return Protobuf(document) is { } bytes ? (bytes, null) : (default, Unwritable(document));
            default:
                return (choice.Pretty ? PrettyJson.Of(document.Utf8.Span) : document.Utf8, null);
        }
    }

    /// <summary>The same for what is made for this answer only: most often written out and not read again.</summary>
    public static (ReadOnlyMemory<byte> Bytes, Status? Failure) Of(DraftObject made, MediaChoice choice)
    {
        if (choice is not { Encoding: MediaEncoding.Json, Pretty: false }) return Of(made.ToDocument(), choice);
        var output = new ArrayBufferWriter<byte>(4096);
        made.WriteTo(output);
        return (output.WrittenMemory, null);
    }

    public static (ReadOnlyMemory<byte> Bytes, Status? Failure) OfList(Kind kind, ApiList list, MediaChoice choice)
    {
        if (choice.Encoding != MediaEncoding.Protobuf)
        {
            return Of(Document.Parse(new ListText(kind, list).Whole()), choice);
        }
        var head = new DraftObject { ["kind"] = kind.ListName, ["apiVersion"] = kind.ApiVersion, ["metadata"] = list.Metadata() };
        var room = 256 + list.Entries.Sum(e => e.Value.Length);
        var output = new ArrayBufferWriter<byte>(room);
        ProtobufWriter.WriteList(kind, head.ToDocument(), list.Entries.Select(Stored.Read), room, output);
        return (output.WrittenMemory, null);
    }

    /// <summary>Null for what has no such form: tables, and kinds that are known by their JSON only.</summary>
    public static ReadOnlyMemory<byte>? Protobuf(Document document)
    {
        // The older version of the metadata kinds has the same fields.
        var version = document.ApiVersion == "meta.k8s.io/v1beta1" ? "meta.k8s.io/v1" : document.ApiVersion;
        if (KindCatalogue.BuiltIn.FindKind(version, document.Kind) is not { } kind) return null;
        var output = new ArrayBufferWriter<byte>(64 + document.Utf8.Length);
        ProtobufWriter.Write(kind, document, output);
        return output.WrittenMemory;
    }

    private static Status Unwritable(Document document) => new(406, "NotAcceptable",
        $"object *{document.ApiVersion.Split('/')[^1]}.{document.Kind} does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message");
}
