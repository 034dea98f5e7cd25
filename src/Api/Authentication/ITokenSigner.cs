namespace Timonier.Api.Authentication;

/// <summary>The key behind service-account tokens; it never leaves its owner.</summary>
public interface ITokenSigner
{
    /// <summary>What verifies the tokens, as a JSON web key.</summary>
    string PublicKey { get; }

    /// <summary>A compact JWS over claims that are JSON text.</summary>
    string Sign(ReadOnlySpan<byte> claims);

    /// <summary>The claims of a token signed with this key; null for any other text.</summary>
    byte[]? Verify(string token);
}
