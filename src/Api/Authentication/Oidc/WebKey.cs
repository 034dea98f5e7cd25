using System.Buffers.Text;
using System.Security.Cryptography;
using Timonier.Documents;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>A public key of an issuer (JSON web key). The token names the algorithm, the key decides whether it is one of its own.</summary>
internal sealed class WebKey
{
    private const int LeastRsaBits = 2048;
    private readonly string algorithm;
    private readonly RSA? rsa;
    private readonly ECDsa? curve;

    private WebKey(Node jwk, RSA? rsa, ECDsa? curve)
    {
        Id = jwk["kid"u8].AsString();
        algorithm = jwk["alg"u8].AsString();
        this.rsa = rsa;
        this.curve = curve;
    }

    public string Id { get; }

    /// <summary>Null for keys that sign nothing, or that are of a kind or strength that is not used here.</summary>
    public static WebKey? Read(Node jwk)
    {
        if (jwk["use"u8].AsStringOrNull() is not (null or "sig")) return null;
        try
        {
            return jwk["kty"u8].AsString() switch
            {
                "RSA" => Rsa(jwk),
                "EC" => Curve(jwk),
                _ => null,
            };
        }
        catch (Exception e) when (e is CryptographicException or FormatException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    public bool Verifies(SignedToken token)
    {
        if (algorithm.Length > 0 && algorithm != token.Algorithm) return false;
        var hash = token.Algorithm[2..] switch
        {
            "256" => HashAlgorithmName.SHA256,
            "384" => HashAlgorithmName.SHA384,
            _ => HashAlgorithmName.SHA512,
        };
        var signed = token.Signed.Span;
        var signature = token.Signature.Span;
        return token.Algorithm[..2] switch
        {
            "RS" => rsa is not null && rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1),
            "PS" => rsa is not null && rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pss),
            "ES" => curve is not null && curve.KeySize == BitsOf(hash) && curve.VerifyData(signed, signature, hash),
            _ => false,
        };
    }

    // Each of these algorithms has one curve: a token cannot choose a weaker pairing.
    private static int BitsOf(HashAlgorithmName hash) => hash == HashAlgorithmName.SHA256 ? 256 : hash == HashAlgorithmName.SHA384 ? 384 : 521;

    private static WebKey? Rsa(Node jwk)
    {
        var key = RSA.Create(new RSAParameters { Modulus = Bytes(jwk["n"u8]), Exponent = Bytes(jwk["e"u8]) });
        if (key.KeySize >= LeastRsaBits) return new WebKey(jwk, key, null);
        key.Dispose();
        return null;
    }

    private static WebKey? Curve(Node jwk)
    {
        ECCurve? named = jwk["crv"u8].AsString() switch
        {
            "P-256" => ECCurve.NamedCurves.nistP256,
            "P-384" => ECCurve.NamedCurves.nistP384,
            "P-521" => ECCurve.NamedCurves.nistP521,
            _ => null,
        };
        if (named is not { } curve) return null;
        return new WebKey(jwk, null, ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = Bytes(jwk["x"u8]), Y = Bytes(jwk["y"u8]) } }));
    }

    private static byte[] Bytes(Node text) => Base64Url.DecodeFromChars(text.AsString());
}
