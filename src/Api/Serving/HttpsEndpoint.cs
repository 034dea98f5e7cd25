using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Timonier.Api.Serving;

/// <summary>One HTTPS listener with client certificates. Who they are is decided behind it, so that a wrong one gets an answer.</summary>
public sealed class HttpsEndpoint : IAsyncDisposable
{
    // Informers keep one stream each on a shared connection; the framework's default of 100 would stall clients.
    private const int MaxStreams = 1000;
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(5);
    private readonly WebApplication application;

    private HttpsEndpoint(WebApplication application) => this.application = application;

    /// <summary>The port that was got, when any was asked for.</summary>
    public int Port => new Uri(application.Urls.First()).Port;

    public static async Task<HttpsEndpoint> StartAsync(
        IPAddress address, int port, Func<X509Certificate2?> certificate, RequestDelegate handler, ILoggerFactory loggers, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton(loggers);
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Warnings repeat what was sent, in whatever script.
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8;
            // The API bounds bodies itself, with a Status that clients understand.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.Http2.MaxStreamsPerConnection = MaxStreams;
            kestrel.Listen(address, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificateSelector = (_, _) => certificate(),
                    SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                    ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                    ClientCertificateValidation = (_, _, _) => true,
                    CheckCertificateRevocation = false,
                });
            });
        });
        var application = builder.Build();
        application.Run(handler);
        await application.StartAsync(cancellation);
        return new HttpsEndpoint(application);
    }

    /// <summary>Takes no further connection, lets requests finish, and cuts off what is still there after a while.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(DrainPatience, TimeProvider.System);
        await application.StopAsync(patience.Token);
        await application.DisposeAsync();
    }
}
