using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Api.Authentication.Configuration;
using Timonier.Pki;

namespace Timonier.Api.Bench;

/// <summary>An issuer of OpenID Connect tokens with one RSA key of 2048 bits, the kind that most issuers have.</summary>
internal sealed class BenchIssuer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly RSA key = RSA.Create(2048);

    private BenchIssuer(WebApplication app, string authorityPem)
    {
        this.app = app;
        Config = new AuthenticationConfig
        {
            Jwt =
            [
                new JwtConfig
                {
                    Issuer = new IssuerConfig { Url = Url, Audiences = ["bench"], CertificateAuthority = authorityPem },
                    Username = new ClaimMapping("sub", "oidc:", ""),
                    Groups = new ClaimMapping("groups", "oidc:", ""),
                },
            ],
        };
    }

    public AuthenticationConfig Config { get; }

    private string Url => $"https://127.0.0.1:{new Uri(app.Urls.First()).Port}";

    public static async Task<BenchIssuer> StartAsync(string folder)
    {
        var authority = CertificateAuthority.LoadOrCreate(folder, "issuer-ca", TimeProvider.System);
        var certificate = authority.IssueServer(new CertificateSubject("issuer") { Addresses = [IPAddress.Loopback] }).ToX509();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        BenchIssuer? issuer = null;
        app.Run(context => context.Response.WriteAsync(issuer!.Answer(context.Request.Path)));
        await app.StartAsync();
        return issuer = new BenchIssuer(app, authority.CertificatePem);
    }

    public string Token(int person)
    {
        var end = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
        var header = Base64Url.EncodeToString("""{"alg":"RS256","kid":"one"}"""u8);
        var claims = string.Create(CultureInfo.InvariantCulture, $$"""{"iss":"{{Url}}","aud":"bench","exp":{{end}},"sub":"person-{{person}}","groups":["devs","ops"]}""");
        var signed = $"{header}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        key.Dispose();
    }

    private string Answer(string path)
    {
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return path == "/keys"
            ? $$"""{"keys":[{"kid":"one","use":"sig","alg":"RS256","kty":"RSA","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}","e":"{{Base64Url.EncodeToString(numbers.Exponent)}}"}]}"""
            : $$"""{"issuer":"{{Url}}","jwks_uri":"{{Url}}/keys"}""";
    }
}
