using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Documents;

namespace Timonier.Api.Tests.Webhooks;

/// <summary>A webhook behind TLS on a free port of the loopback, with a certificate of its own making.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private WebhookServer(WebApplication app, X509Certificate2 certificate)
    {
        this.app = app;
        CaBundle = Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
        Port = new Uri(app.Urls.First()).Port;
    }

    public int Port { get; }
    public string CaBundle { get; }
    public List<Document> Asked { get; } = [];

    /// <param name="names">The host names that the certificate is for.</param>
    public static async Task<WebhookServer> StartAsync(Func<HttpContext, Document, Task> answer, params string[] names)
    {
        var certificate = ServingCertificate.For(names);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var app = builder.Build();
        WebhookServer? server = null;
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var document = Document.Parse(body.ToArray());
            lock (server!.Asked) server.Asked.Add(document);
            await answer(context, document);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return server = new WebhookServer(app, certificate);
    }

    public static Task AnswerAsync(HttpContext context, Draft body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToString());
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
