using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Timonier.Api.Authentication;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Tests.Authentication;

/// <summary>Somebody who knows nothing but the server's address checks a token of a service account.</summary>
public sealed class IssuerDocumentsTests
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";

    [Fact]
    public async Task Token_OfAnAccount_IsCheckedByThePublishedKey()
    {
        var (signer, time) = (new KeySigner(), new SettableTime());
        await using var server = await ApiServer.StartAsync(config: new ApiConfig
        {
            TokenIssuer = new ServiceAccountTokens(signer, new Nothing(), TokenNames.Of(Issuer), time, new RandomIdSource(new Random(1))),
            Issuer = new IssuerDocuments(signer, Issuer, "https://192.0.2.1:6443/openid/v1/jwks"),
        });
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"app"}}""");
        var (_, request) = await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts/app/token", """{"spec":{"audiences":["vault"],"expirationSeconds":600}}""");
        var token = request.Status["token"u8].AsString();

        // 1 what the issuer says of itself
        using var answer = await server.AskAsync(HttpMethod.Get, "/.well-known/openid-configuration");
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json");
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=3600");
        (await ApiServer.ReadAsync(answer)).Body.ToString().ShouldBe(
            """{"issuer":"https://kubernetes.default.svc.cluster.local","jwks_uri":"https://192.0.2.1:6443/openid/v1/jwks","response_types_supported":["id_token"],"subject_types_supported":["public"],"id_token_signing_alg_values_supported":["ES256"]}""");

        // 2 the key that the token names
        using var found = await server.AskAsync(HttpMethod.Get, "/openid/v1/jwks");
        found.Content.Headers.ContentType!.ToString().ShouldBe("application/jwk-set+json");
        found.Headers.CacheControl!.ToString().ShouldBe("public, max-age=3600");
        var key = (await ApiServer.ReadAsync(found)).Body.Root["keys"u8][0];
        var parts = token.Split('.');
        key["kid"u8].AsString().ShouldBe(Document.Parse(Base64Url.DecodeFromChars(parts[0])).Root["kid"u8].AsString());

        // 3 signature and claims
        using var verifier = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars(key["x"u8].AsString()), Y = Base64Url.DecodeFromChars(key["y"u8].AsString()) },
        });
        verifier.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
        var claims = Document.Parse(Base64Url.DecodeFromChars(parts[1])).Root;
        claims["iss"u8].AsString().ShouldBe(Issuer);
        claims["aud"u8][0].AsString().ShouldBe("vault");
        claims["sub"u8].AsString().ShouldBe("system:serviceaccount:default:app");
        claims["exp"u8].AsInt64().ShouldBe(time.Now.AddMinutes(10).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/openid/v1/jwks")]
    public async Task Documents_AreForThoseWhoMayReadThePath(string path)
    {
        await using var server = await ApiServer.StartAsync(config: new ApiConfig { Issuer = new IssuerDocuments(new KeySigner(), Issuer, "https://192.0.2.1:6443/openid/v1/jwks") });
        (await server.SendAsync(HttpMethod.Get, path, user: "eve")).Code.ShouldBe(403);
        (await server.SendAsync(HttpMethod.Get, path)).Code.ShouldBe(200);
        (await server.SendAsync(HttpMethod.Get, "/")).Body.ToString().ShouldContain(path);
    }

    private sealed class KeySigner : ITokenSigner
    {
        private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        public string PublicKey
        {
            get
            {
                var point = key.ExportParameters(false).Q;
                return $$"""{"use":"sig","kty":"EC","kid":"one","crv":"P-256","alg":"ES256","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""";
            }
        }

        public string Sign(ReadOnlySpan<byte> claims)
        {
            var signed = $"{Base64Url.EncodeToString("""{"alg":"ES256","kid":"one"}"""u8)}.{Base64Url.EncodeToString(claims)}";
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        }

        public byte[]? Verify(string token) => null;
    }

    private sealed class Nothing : IObjectLookup
    {
        public ValueTask<Document?> FindAsync(ResourceName resource, string @namespace, string name, CancellationToken cancellation) => default;
    }
}
