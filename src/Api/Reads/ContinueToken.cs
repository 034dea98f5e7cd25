using System.Buffers.Text;
using System.Text;
using Timonier.Documents;

namespace Timonier.Api.Reads;

/// <summary>Where a paged list goes on: the revision of its first page and the last key given, relative to the list's prefix.</summary>
internal sealed record ContinueToken(long Revision, string After)
{
    private const string Version = "meta.k8s.io/v1";

    public override string ToString() => Base64Url.EncodeToString(
        Encoding.UTF8.GetBytes(new DraftObject { ["v"] = Version, ["rv"] = Revision, ["start"] = After + "\0" }.ToString()));

    /// <summary>Null for anything that we did not make: the token must not lead out of the list's own prefix.</summary>
    public static ContinueToken? Parse(string text)
    {
        try
        {
            var root = Document.Parse(Base64Url.DecodeFromChars(text)).Root;
            var start = root["start"u8].AsString();
            if (root["v"u8].AsString() != Version || !start.EndsWith('\0') || start.Contains("..", StringComparison.Ordinal)) return null;
            return new ContinueToken(root["rv"u8].AsInt64(), start[..^1].TrimStart('/'));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
