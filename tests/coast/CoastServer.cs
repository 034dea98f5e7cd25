using System.Collections.Concurrent;
using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Timonier.Coast;

/// <summary>An API server beside the cluster's own, as a team would write it to extend the API: it has lighthouses.</summary>
public sealed class CoastServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly CoastApi api;

    private CoastServer(WebApplication app, CoastApi api, X509Certificate2 certificate)
    {
        this.app = app;
        this.api = api;
        CertificatePem = certificate.ExportCertificatePem();
        Port = new Uri(app.Urls.First()).Port;
    }

    public int Port { get; }
    public string CertificatePem { get; }
    public Lighthouses Lighthouses => api.Lighthouses;

    /// <summary>Everything that was asked, oldest first, with the headers as they came.</summary>
    public ConcurrentQueue<(string Method, string Target, IReadOnlyDictionary<string, string> Headers)> Asked => api.Asked;

    /// <summary>Answers in place of the server where it returns true; for servers that misbehave.</summary>
    public Func<HttpContext, Task<bool>>? Instead
    {
        get => api.Instead;
        set => api.Instead = value;
    }

    /// <param name="name">The host name that the certificate is for.</param>
    public static async Task<CoastServer> StartAsync(IPAddress address, int port, Door door, string name)
    {
        var certificate = Certificate(name);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificate = certificate,
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (_, _, _) => true,
            });
        }));
        var app = builder.Build();
        var api = new CoastApi(door);
        app.Run(api.HandleAsync);
        await app.StartAsync();
        return new CoastServer(app, api, certificate);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await app.StopAsync(now.Token);
        await app.DisposeAsync();
    }

    private static X509Certificate2 Certificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=coast", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        alternatives.AddDnsName(name);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddMinutes(-5), now.AddHours(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
