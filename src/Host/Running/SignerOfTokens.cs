using Timonier.Api.Authentication;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>Lends the service-account key to the API, which must not know where keys live.</summary>
internal sealed class SignerOfTokens(ServiceAccountKey key) : ITokenSigner
{
    public string PublicKey => key.PublicKey;
    public string Sign(ReadOnlySpan<byte> claims) => key.Sign(claims);
    public byte[]? Verify(string token) => key.Verify(token);
}
