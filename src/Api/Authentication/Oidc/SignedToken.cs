using System.Buffers.Text;
using System.Text;
using Timonier.Documents;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>A compact JWS taken apart. Nothing of it is to be believed before its signature has been checked.</summary>
internal sealed record SignedToken(string Algorithm, string KeyId, Node Claims, ReadOnlyMemory<byte> Signed, ReadOnlyMemory<byte> Signature)
{
    private const int MaxLength = 256 * 1024;

    /// <summary>Null when it is no such thing.</summary>
    public static SignedToken? Parse(string token)
    {
        if (token.Length > MaxLength || token.Split('.') is not [{ Length: > 0 } header, { Length: > 0 } claims, { Length: > 0 } signature]) return null;
        try
        {
            var head = Document.Parse(Base64Url.DecodeFromChars(header)).Root;
            var body = Document.Parse(Base64Url.DecodeFromChars(claims)).Root;
            // Extensions that must be understood are none that we understand.
            if (!head.IsObject || !body.IsObject || head["crit"u8].Exists) return null;
            return new SignedToken(head["alg"u8].AsString(), head["kid"u8].AsString(), body, Encoding.ASCII.GetBytes(token[..(header.Length + 1 + claims.Length)]), Base64Url.DecodeFromChars(signature));
        }
        catch (Exception e) when (e is FormatException or DocumentSyntaxException)
        {
            return null;
        }
    }
}
