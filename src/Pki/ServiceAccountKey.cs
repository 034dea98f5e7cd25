using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Timonier.Pki;

/// <summary>The key that signs service-account tokens (JWT, ES256).</summary>
public sealed class ServiceAccountKey
{
    private readonly ECDsa key;

    private ServiceAccountKey(ECDsa key)
    {
        this.key = key;
        KeyId = Base64Url.EncodeToString(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Identifies the key in a token's header.</summary>
    public string KeyId { get; }

    /// <summary>The half by which anybody can check tokens, as a JSON web key.</summary>
    public string PublicKey
    {
        get
        {
            var point = key.ExportParameters(includePrivateParameters: false).Q;
            return $$"""{"use":"sig","kty":"EC","kid":"{{KeyId}}","crv":"P-256","alg":"ES256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
        }
    }

    /// <summary>A new one that is kept nowhere, for a cluster that ends with its process.</summary>
    public static ServiceAccountKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    public static ServiceAccountKey LoadOrCreate(string directory)
    {
        var path = Path.Combine(directory, "service-account.key");
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path)) key.ImportFromPem(File.ReadAllText(path));
        else SecretFile.Write(path, key.ExportPkcs8PrivateKeyPem());
        return new ServiceAccountKey(key);
    }

    /// <summary>A compact JWS over the claims, which are JSON text.</summary>
    public string Sign(ReadOnlySpan<byte> claims)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"ES256","kid":"{{KeyId}}"}"""));
        var signed = $"{header}.{Base64Url.EncodeToString(claims)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The claims of a token that this key signed; null for any other text.</summary>
    public byte[]? Verify(string token)
    {
        var signatureDot = token.LastIndexOf('.');
        var headerDot = token.IndexOf('.', StringComparison.Ordinal);
        if (headerDot <= 0 || signatureDot <= headerDot) return null;
        try
        {
            // The header is not consulted: exactly one algorithm and key is accepted, whatever a token claims of itself.
            var signature = Base64Url.DecodeFromChars(token.AsSpan(signatureDot + 1));
            return key.VerifyData(Encoding.ASCII.GetBytes(token[..signatureDot]), signature, HashAlgorithmName.SHA256)
                ? Base64Url.DecodeFromChars(token.AsSpan(headerDot + 1, signatureDot - headerDot - 1))
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
