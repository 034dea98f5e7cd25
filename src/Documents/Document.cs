using System.Text;
using System.Text.Json;

namespace Timonier.Documents;

/// <summary>
/// An immutable JSON object: its UTF-8 bytes and a compact index of 12 bytes a token. Components share
/// references to one document; nobody copies it. Read it through <see cref="Root"/> or a generated view.
/// </summary>
public sealed partial class Document
{
    /// <summary>Deepest nesting that is accepted, as a bound on what an input can cost.</summary>
    public const int MaxDepth = 512;

    private readonly ReadOnlyMemory<byte> utf8;
    private readonly Token[] tokens;
    private string? name, @namespace, uid, resourceVersion;

    private Document(ReadOnlyMemory<byte> utf8, Token[] tokens)
    {
        this.utf8 = utf8;
        this.tokens = tokens;
    }

    /// <summary>The JSON text itself: what is stored and what goes to the wire.</summary>
    public ReadOnlyMemory<byte> Utf8 => utf8;

    public Node Root => new(this, 0);

    public string ApiVersion => Root["apiVersion"u8].AsString();
    public string Kind => Root["kind"u8].AsString();
    public Node Metadata => Root["metadata"u8];
    public Node Spec => Root["spec"u8];
    public Node Status => Root["status"u8];
    public string Name => name ??= Metadata["name"u8].AsString();
    public string Namespace => @namespace ??= Metadata["namespace"u8].AsString();
    public string Uid => uid ??= Metadata["uid"u8].AsString();
    public string ResourceVersion => resourceVersion ??= Metadata["resourceVersion"u8].AsString();

    /// <summary>Indexes one JSON value; the memory is kept, so the caller must not change it afterwards.</summary>
    /// <exception cref="DocumentSyntaxException">The bytes are not exactly one JSON value.</exception>
    public static Document Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return new Document(utf8, Index(utf8.Span));
        }
        catch (JsonException e)
        {
            throw new DocumentSyntaxException(e.Message, e);
        }
    }

    public static Document Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    public override string ToString() => Encoding.UTF8.GetString(utf8.Span);

    internal ref readonly Token TokenAt(int index) => ref tokens[index];

    internal ReadOnlySpan<byte> TextOf(in Token token) => utf8.Span.Slice(token.Start, token.Length);
}
