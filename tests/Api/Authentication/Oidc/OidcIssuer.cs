using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication.Oidc;

/// <summary>An issuer of OpenID Connect behind TLS on a free port of the loopback; signs whatever it is given.</summary>
internal sealed class OidcIssuer : IAsyncDisposable
{
    public const string Client = "kubernetes";
    private readonly WebApplication app;
    private readonly List<SigningKey> keys = [];

    private OidcIssuer(WebApplication app, X509Certificate2 certificate)
    {
        this.app = app;
        AuthorityPem = certificate.ExportCertificatePem();
        Url = $"https://127.0.0.1:{new Uri(app.Urls.First()).Port}";
        Name = Url;
    }

    public string Url { get; }
    public string AuthorityPem { get; }

    /// <summary>What it calls itself; its address unless a test says otherwise.</summary>
    public string Name { get; set; }
    public string KeysAddress { get; set; } = "";

    /// <summary>Instead of its keys.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }
    public int KeyFetches { get; private set; }

    public static async Task<OidcIssuer> StartAsync(params IEnumerable<SigningKey> keys)
    {
        var certificate = ServingCertificate.For("127.0.0.1");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        OidcIssuer? issuer = null;
        app.Run(context => issuer!.AnswerAsync(context));
        await app.StartAsync(TestContext.Current.CancellationToken);
        issuer = new OidcIssuer(app, certificate);
        issuer.keys.AddRange(keys);
        return issuer;
    }

    public void Use(params IEnumerable<SigningKey> others)
    {
        keys.Clear();
        keys.AddRange(others);
    }

    /// <summary>A token with these claims, besides issuer, audience and an end in an hour.</summary>
    public string Token(DateTimeOffset now, DraftObject claims, SigningKey? key = null)
    {
        var all = new DraftObject { ["iss"] = Name, ["aud"] = Client, ["exp"] = now.AddHours(1).ToUnixTimeSeconds() };
        foreach (var (name, value) in claims) all[name] = value;
        return (key ?? keys[0]).Sign(all);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var isKeys = context.Request.Path == "/keys";
        if (isKeys) KeyFetches++;
        if (isKeys && Instead is { } instead) return instead(context);
        var body = isKeys
            ? new DraftObject { ["keys"] = new DraftArray(keys.Select(k => (Draft)k.PublicKey())) }
            : new DraftObject { ["issuer"] = Name, ["jwks_uri"] = KeysAddress.Length > 0 ? KeysAddress : Url + "/keys" };
        return context.Response.WriteAsync(body.ToString());
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
