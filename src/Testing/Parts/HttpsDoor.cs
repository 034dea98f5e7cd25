using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timonier.Api;
using Timonier.Api.Aggregation;
using Timonier.Api.Authentication;
using Timonier.Api.Serving;
using Timonier.Documents;
using Timonier.Pki;
using Timonier.Testing.Turns;

namespace Timonier.Testing.Parts;

/// <summary>The way in for clients outside of the process: a free port of the loopback address, with authorities of its own.</summary>
internal sealed class HttpsDoor : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("timonier-cluster-");
    private readonly Pump pump;
    private readonly Course course;
    private readonly TimeProvider time;
    private readonly ILoggerFactory loggers;
    private readonly ClusterAuthorities authorities;
    private readonly LiveCertificate serving;
    private readonly IssuedCertificate admin;
    private readonly CancellationTokenSource closing = new();
    private HttpsEndpoint? endpoint;

    public HttpsDoor(Pump pump, Course course, TimeProvider time, ILoggerFactory loggers)
    {
        (this.pump, this.course, this.time, this.loggers) = (pump, course, time, loggers);
        authorities = ClusterAuthorities.LoadOrCreate(folder.FullName, time);
        var subject = new CertificateSubject("timonier-test") { DnsNames = ["localhost", "kubernetes.default.svc"], Addresses = [IPAddress.Loopback] };
        serving = new LiveCertificate("server", () => CertificateFile.LoadOrIssue(folder.FullName, "server", authorities.Server, time, subject, true));
        admin = authorities.Client.IssueClient(new CertificateSubject("system:admin", Administrator.Group));
    }

    public string Kubeconfig => YamlText.Write(Pki.Kubeconfig.Build($"https://127.0.0.1:{endpoint!.Port}", authorities.Server.CertificatePem, admin));

    public PlaneParts Equip(PlaneParts parts) => parts with
    {
        Authorities = authorities,
        RootCaPem = authorities.Server.CertificatePem,
        Api = parts.Api with { Extensions = new ExtensionTrust(authorities.Client.CertificatePem, authorities.FrontProxy.CertificatePem, "front-proxy-client") },
        Authenticator = tokens => new RequestAuthenticator(
            shown => CertificateTrust.IsSignedBy(shown, authorities.Client.Certificate, time), time, tokens, static _ => true, loggers.CreateLogger<RequestAuthenticator>()),
    };

    public async Task OpenAsync(ClusterApi api) => endpoint = await HttpsEndpoint.StartAsync(
        IPAddress.Loopback, 0, () => serving.Current, context => pump.RunAsync(() => ServeAsync(api, context)), loggers, CancellationToken.None);

    /// <summary>Renews certificates when they are due, by the cluster's clock.</summary>
    public Task RenewAsync(CancellationToken cancellation) => new RenewalLoop([serving, .. authorities.All], time, loggers.CreateLogger<RenewalLoop>()).RunAsync(cancellation);

    private async Task ServeAsync(ClusterApi api, HttpContext context)
    {
        if (context.Request.Query.ContainsKey("watch") || context.Request.Query.ContainsKey("follow"))
        {
            // Such a request has no end of its own: it ends with the cluster.
            using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, closing.Token);
            context.RequestAborted = both.Token;
            await api.HandleAsync(context);
            return;
        }
        using var hold = course.Hold();
        await api.HandleAsync(context);
    }

    public async ValueTask DisposeAsync()
    {
        await pump.RunAsync(() =>
        {
            closing.Cancel();
            return Task.CompletedTask;
        });
        if (endpoint is not null) await endpoint.DisposeAsync();
        closing.Dispose();
        folder.Delete(recursive: true);
    }
}
