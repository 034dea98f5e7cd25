using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Audit;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Pki;
using Timonier.Store.Embedded;

namespace Timonier.Api.Bench;

/// <summary>The API over an embedded store, behind TLS on a free loopback port, for a client in another process.</summary>
internal sealed class BenchServer : IAsyncDisposable
{
    private readonly EmbeddedStore store;
    private readonly ClusterApi api;
    private readonly WebApplication app;

    private BenchServer(EmbeddedStore store, ClusterApi api, WebApplication app)
    {
        this.store = store;
        this.api = api;
        this.app = app;
    }

    /// <summary>Where the server answers with the bytes its process holds after a full collection.</summary>
    public const string HeldPath = "/bench/held";

    public string Address => app.Urls.First();

    public static async Task<BenchServer> StartAsync(string folder, AuditConfig? audit)
    {
        // 1 the API
        var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = Path.Combine(folder, "store") }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(CancellationToken.None);
        var everybody = new Everybody();
        var api = new ClusterApi(store, new KindRegistry(), TimeProvider.System, new RandomIdSource(new Random(7)), everybody, everybody, new ApiConfig { Audit = audit }, NullLoggerFactory.Instance);
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
        app.Map(HeldPath, held => held.Run(context => context.Response.WriteAsync(Held().ToString(CultureInfo.InvariantCulture))));
        app.Run(api.HandleAsync);
        await app.StartAsync();
        return new BenchServer(store, api, app);
    }

    private static long Held()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true);
        return Environment.WorkingSet;
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        await api.DisposeAsync();
        await store.DisposeAsync();
    }
}
