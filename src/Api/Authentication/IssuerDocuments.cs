using Timonier.Documents;

namespace Timonier.Api.Authentication;

/// <summary>
/// What others need to check service-account tokens without asking this server: the issuer's description (OpenID
/// Connect Discovery) and its keys. Both may be kept for an hour, as upstream has it.
/// </summary>
public sealed class IssuerDocuments
{
    public const string DescriptionPath = "/.well-known/openid-configuration";
    public const string KeysPath = "/openid/v1/jwks";
    public const string CacheControl = "public, max-age=3600";

    private readonly ReadOnlyMemory<byte> description;
    private readonly ReadOnlyMemory<byte> keys;

    /// <param name="issuer">As it stands in the tokens; an https address.</param>
    /// <param name="keysAddress">Where the keys are to be had.</param>
    public IssuerDocuments(ITokenSigner signer, string issuer, string keysAddress)
    {
        var key = DraftObject.Of(Document.Parse(signer.PublicKey));
        keys = new DraftObject { ["keys"] = new DraftArray([key]) }.ToDocument().Utf8;
        description = new DraftObject
        {
            ["issuer"] = issuer,
            ["jwks_uri"] = keysAddress,
            ["response_types_supported"] = new DraftArray(["id_token"]),
            ["subject_types_supported"] = new DraftArray(["public"]),
            ["id_token_signing_alg_values_supported"] = new DraftArray([key.String("alg")]),
        }.ToDocument().Utf8;
    }

    /// <summary>The document of a path with its type; null for all other paths.</summary>
    public (ReadOnlyMemory<byte> Utf8, string ContentType)? Find(string path) => path switch
    {
        DescriptionPath => (description, "application/json"),
        KeysPath => (keys, "application/jwk-set+json"),
        _ => null,
    };
}
