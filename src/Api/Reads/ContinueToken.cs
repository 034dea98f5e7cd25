using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Reads;

/// <summary>Where a paged list goes on: the revision of its first page and the last key given, relative to the list's prefix.</summary>
/// <param name="Revision">Negative: whatever is newest then, for who goes on although that revision is gone.</param>
internal sealed record ContinueToken(long Revision, string After)
{
    private const string Version = "meta.k8s.io/v1";
    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(new DraftObject { ["v"] = Version, ["rv"] = Revision, ["start"] = After + "\0" }.ToString()));

    /// <summary>The token, or what is wrong with it: it must not lead out of the list's own prefix.</summary>
    public static (ContinueToken? Token, string Fault) Parse(string text)
    {
        var illegal = text.AsSpan().IndexOfAnyExcept(Alphabet);
        if (illegal >= 0 || text.Length % 4 == 1) return (null, $"continue key is not valid: illegal base64 data at input byte {(illegal >= 0 ? illegal : text.Length - 1)}");
        Node root;
        var json = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, json, out var read, out var written) != OperationStatus.Done) return (null, $"continue key is not valid: illegal base64 data at input byte {read}");
        json = json[..written];
        try
        {
            root = Document.Parse(json).Root;
        }
        catch (DocumentSyntaxException e)
        {
            return (null, "continue key is not valid: " + (JsonSyntax.Fault(json) ?? e.Message));
        }
        if (Mistyped(root) is { } mistyped) return (null, "continue key is not valid: json: cannot unmarshal " + mistyped);
        var (version, revision, start) = (root["v"u8].AsString(), root["rv"u8].AsInt64(), root["start"u8].AsString());
        if (version != Version) return (null, "continue key is not valid: server does not recognize this encoded version " + version);
        if (revision == 0) return (null, "continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        if (start.Length == 0) return (null, "continue key is not valid: encoded start key empty (version meta.k8s.io/v1)");
        if (start.TrimStart('/').Split('/').Any(part => part is "" or "." or ".." or "\0")) return (null, "continue key is not valid: " + start);
        return (new ContinueToken(revision, start.TrimEnd('\0').TrimStart('/')), "");
    }

    private static string? Mistyped(Node root)
    {
        if (!root.IsObject) return root.Kind == NodeKind.Null ? null : $"{GoType.Word(root.Kind)} into Go value of type storage.continueToken";
        foreach (var (name, kind, type) in ((string, NodeKind, string)[])[("v", NodeKind.String, "string"), ("rv", NodeKind.Number, "int64"), ("start", NodeKind.String, "string")])
        {
            var value = root[name];
            if (!value.IsNullOrMissing && value.Kind != kind) return $"{GoType.Word(value.Kind)} into Go struct field continueToken.{name} of type {type}";
        }
        return null;
    }
}
