using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Timonier.Documents;

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
        try
        {
            root = Document.Parse(Base64Url.DecodeFromChars(text)).Root;
        }
        catch (FormatException e)
        {
            return (null, "continue key is not valid: " + e.Message);
        }
        var (version, revision, start) = (root["v"u8].AsString(), root["rv"u8].AsInt64(), root["start"u8].AsString());
        if (version != Version) return (null, "continue key is not valid: server does not recognize this encoded version " + version);
        if (revision == 0) return (null, "continue key is not valid: incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
        if (start.Length == 0) return (null, "continue key is not valid: encoded start key empty (version meta.k8s.io/v1)");
        if (start.TrimStart('/').Split('/').Any(part => part is "" or "." or ".." or "\0")) return (null, "continue key is not valid: " + start);
        return (new ContinueToken(revision, start.TrimEnd('\0').TrimStart('/')), "");
    }
}
