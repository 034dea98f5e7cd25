using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Pki;
using Timonier.Store.Embedded;

namespace Timonier.Api.Bench;

/// <summary>The API over an embedded store, behind TLS on a free loopback port, and a client for it.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly EmbeddedStore store;
    private readonly WebApplication app;

    private BenchServer(EmbeddedStore store, WebApplication app, HttpClient http)
    {
        this.store = store;
        this.app = app;
        Http = http;
    }

    public HttpClient Http { get; }
    public long Revision => store.CurrentRevision;

    public static async Task<BenchServer> StartAsync(string folder)
    {
        // 1 the API
        var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = Path.Combine(folder, "store") }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(CancellationToken.None);
        var everybody = new Everybody();
        var api = new ClusterApi(store, KindCatalogue.BuiltIn, TimeProvider.System, new RandomIdSource(new Random(7)), everybody, everybody, new ApiConfig(), NullLoggerFactory.Instance);
        await api.StartAsync(CancellationToken.None);

        // 2 TLS in front of it
        var authority = CertificateAuthority.LoadOrCreate(folder, "bench", TimeProvider.System);
        var certificate = CertificateFile.LoadOrIssue(folder, "server", authority, TimeProvider.System,
            new CertificateSubject("bench") { DnsNames = ["localhost"], Addresses = [IPAddress.Loopback] }, server: true).ToX509();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(certificate);
            });
        });
        var app = builder.Build();
        app.Run(api.HandleAsync);
        await app.StartAsync();

        // 3 a client that trusts this one authority
        var handler = new SocketsHttpHandler { EnableMultipleHttp2Connections = true };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) =>
            shown is System.Security.Cryptography.X509Certificates.X509Certificate2 leaf && CertificateTrust.IsSignedBy(leaf, authority.Certificate, TimeProvider.System);
        var http = new HttpClient(handler)
        {
            BaseAddress = new Uri(app.Urls.First()),
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = TimeSpan.FromMinutes(5),
        };
        return new BenchServer(store, app, http);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        await store.DisposeAsync();
    }
}
