using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Serving;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Running;
using Timonier.Host.Tests.Years;
using Timonier.Pki;

namespace Timonier.Host.Tests;

/// <summary>
/// A node says itself where it is. One that names another machine's address makes the server knock there; whoever
/// answers is believed, and told anything at all, only with a certificate that is the node's.
/// </summary>
public sealed class ForeignNodeTests : IAsyncLifetime
{
    private static readonly string[] Ways =
    [
        "GET /api/v1/nodes/n1/proxy/stats/summary",
        "GET /api/v1/namespaces/default/pods/p/log",
        "POST /api/v1/namespaces/default/pods/p/exec?command=id&stdout=true",
        "POST /api/v1/namespaces/default/pods/p/attach?stdout=true",
        "POST /api/v1/namespaces/default/pods/p/portforward?ports=80",
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("timonier-foreign-").FullName;
    private readonly VirtualTime time = new();
    private PlaneUnderTest server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await PlaneUnderTest.StartAsync(folder, time);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("another node's")]
    [InlineData("an API server's of that name")]
    [InlineData("a client's of that name")]
    [InlineData("a strange authority's")]
    [InlineData("one that has ended")]
    public async Task Address_WhereAnotherAnswers_IsAskedNothing(string shown)
    {
        var asked = 0;
        await using var other = await AnswerAsync(Certificate(shown), () => asked++);
        await RegisterAsync(other.Port);
        foreach (var way in Ways) (await CodeAsync(way)).ShouldBeGreaterThanOrEqualTo(500, way);
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task Address_WhereTheNodeAnswers_IsAsked()
    {
        var asked = 0;
        await using var node = await AnswerAsync(server.Identity.Authorities.Kubelet.IssueServer(Named("n1")), () => asked++);
        await RegisterAsync(node.Port);
        foreach (var way in Ways.Take(2)) (await CodeAsync(way)).ShouldBe(200, way);
        asked.ShouldBe(2);
    }

    private static CertificateSubject Named(string name) => new($"system:node:{name}", "system:nodes") { DnsNames = [name], Addresses = [IPAddress.Loopback] };

    private IssuedCertificate Certificate(string whose)
    {
        var authorities = server.Identity.Authorities;
        return whose switch
        {
            "another node's" => authorities.Kubelet.IssueServer(Named("n2")),
            "an API server's of that name" => authorities.Server.IssueServer(Named("n1")),
            "a client's of that name" => authorities.Client.IssueServer(Named("n1")),
            "a strange authority's" => CertificateAuthority.LoadOrCreate(Path.Combine(folder, "strange"), "kubelet-ca", time).IssueServer(Named("n1")),
            _ => Ended(),
        };
    }

    private IssuedCertificate Ended()
    {
        var certificate = server.Identity.Authorities.Kubelet.IssueServer(Named("n1"));
        time.Advance(CertificateAuthority.LeafLifetime + TimeSpan.FromDays(1));
        return certificate;
    }

    private static Task<HttpsEndpoint> AnswerAsync(IssuedCertificate shown, Action asked)
    {
        var certificate = shown.ToX509();
        return HttpsEndpoint.StartAsync(IPAddress.Loopback, 0, () => certificate, context =>
        {
            asked();
            return context.Response.WriteAsync("yes", Cancelled);
        }, NullLoggerFactory.Instance, Cancelled);
    }

    private async Task RegisterAsync(int port)
    {
        var admin = server.Admin();
        (await admin.CreateAsync(CoreResources.Nodes, "", Json($$$"""
            {'metadata':{'name':'n1'},'status':{'addresses':[{'type':'InternalIP','address':'127.0.0.1'}],'daemonEndpoints':{'kubeletEndpoint':{'Port':{{{port}}} } } } }
            """))).Failure.ShouldBeNull();
        while (!(await admin.GetAsync(CoreResources.ServiceAccounts, "default", "default", cancellation: Cancelled)).IsSuccess) time.Advance(TimeSpan.FromSeconds(1));
        (await admin.CreateAsync(CoreResources.Pods, "default", Json("""{'metadata':{'name':'p'},'spec':{'nodeName':'n1','containers':[{'name':'c','image':'i'}]}}"""))).Failure.ShouldBeNull();
    }

    private async Task<int> CodeAsync(string way)
    {
        using var http = server.AdminByKubeconfig();
        using var request = new HttpRequestMessage(new HttpMethod(way.Split(' ')[0]), way.Split(' ')[1]);
        if (request.Method == HttpMethod.Post)
        {
            request.Headers.Add("Connection", "Upgrade");
            request.Headers.Add("Upgrade", "SPDY/3.1");
            request.Headers.Add("X-Stream-Protocol-Version", "v4.channel.k8s.io");
            request.Version = HttpVersion.Version11;
        }
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
        return (int)response.StatusCode;
    }

    private static DraftObject Json(string text) => DraftObject.Of(Document.Parse(System.Text.Encoding.UTF8.GetBytes(text.Replace('\'', '"'))));
}
