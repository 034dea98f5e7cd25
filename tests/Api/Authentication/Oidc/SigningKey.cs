using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication.Oidc;

/// <summary>A key of a test's issuer, with the algorithm it signs by.</summary>
internal sealed class SigningKey(string id, string algorithm, RSA? rsa = null)
{
    // Making RSA keys is slow; one is enough for all tests that need one.
    private static readonly RSA Shared = RSA.Create(2048);
    private readonly RSA rsa = rsa ?? Shared;
    private readonly ECDsa curve = ECDsa.Create(algorithm switch
    {
        "ES384" => ECCurve.NamedCurves.nistP384,
        "ES512" => ECCurve.NamedCurves.nistP521,
        _ => ECCurve.NamedCurves.nistP256,
    });

    private HashAlgorithmName Hash => new("SHA" + algorithm[2..]);

    public DraftObject PublicKey()
    {
        var jwk = new DraftObject { ["kid"] = id, ["use"] = "sig", ["alg"] = algorithm };
        if (algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            var point = curve.ExportParameters(includePrivateParameters: false).Q;
            (jwk["kty"], jwk["crv"], jwk["x"], jwk["y"]) = ("EC", $"P-{curve.KeySize}", Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        }
        else
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            (jwk["kty"], jwk["n"], jwk["e"]) = ("RSA", Base64Url.EncodeToString(numbers.Modulus), Base64Url.EncodeToString(numbers.Exponent));
        }
        return jwk;
    }

    /// <param name="claims">What is signed.</param>
    /// <param name="named">The algorithm that the header names, for one that lies.</param>
    public string Sign(DraftObject claims, string? named = null)
    {
        var header = new DraftObject { ["alg"] = named ?? algorithm, ["kid"] = id }.ToString();
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims.ToString()))}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = algorithm[..2] switch
        {
            "ES" => curve.SignData(bytes, Hash),
            "PS" => rsa.SignData(bytes, Hash, RSASignaturePadding.Pss),
            _ => rsa.SignData(bytes, Hash, RSASignaturePadding.Pkcs1),
        };
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
