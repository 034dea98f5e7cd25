using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Client.Http;
using Timonier.Documents;

namespace Timonier.Testing.Tests;

public sealed class HttpsTests
{
    [Fact]
    public async Task Kubeconfig_OfACluster_LetsClientsIn()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0, Https = true });
        using var client = ClientOf(cluster, out var server);

        var answer = await client.GetStringAsync($"{server}/api/v1/namespaces/kube-system", TestContext.Current.CancellationToken);

        Document.Parse(answer).Name.ShouldBe("kube-system");
    }

    [Fact]
    public async Task Stranger_WithoutACertificate_MayNotRead()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0, Https = true });
        using var client = ClientOf(cluster, out var server, withCertificate: false);

        (await client.GetAsync($"{server}/api/v1/namespaces", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Logs_OfAPod_ComeFromItsNode()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Https = true });
        using var client = ClientOf(cluster, out var server);
        await cluster.ApplyAsync("{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: web, image: registry.example/web}]}}");
        await cluster.UntilAsync("pod/web", "Ready");

        var said = await client.GetStringAsync($"{server}/api/v1/namespaces/default/pods/web/log", TestContext.Current.CancellationToken);

        said.ShouldBe("web of default/web runs registry.example/web:latest\n");
    }

    [Fact]
    public async Task Year_InVirtualTime_RenewsTheCertificate()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0, Https = true, VirtualTime = true });
        ClientOf(cluster, out var server).Dispose();
        var first = await SerialAsync(server);

        await cluster.Clock.Advance(TimeSpan.FromDays(300));

        (await SerialAsync(server)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Address_NotAskedFor_IsNotThere()
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = 0 });

        Should.Throw<InvalidOperationException>(() => cluster.Kubeconfig).Message.ShouldContain("Https");
    }

    private static HttpClient ClientOf(TestCluster cluster, out string server, bool withCertificate = true)
    {
        var config = Yaml.ParseObject(Encoding.UTF8.GetBytes(cluster.Kubeconfig));
        server = ((DraftObject)config.Array("clusters")[0]).Object("cluster").String("server");
        var user = ((DraftObject)config.Array("users")[0]).Object("user");
        var authority = X509Certificate2.CreateFromPem(Text(((DraftObject)config.Array("clusters")[0]).Object("cluster").String("certificate-authority-data")));
        var own = X509Certificate2.CreateFromPem(Text(user.String("client-certificate-data")), Text(user.String("client-key-data")));
        return new ClusterEndpoint(new Uri(server)) { Trusts = shown => shown.Issuer == authority.Subject, Certificate = withCertificate ? () => own : null }.CreateHttpClient();
    }

    private static async Task<string> SerialAsync(string server)
    {
        var serial = "";
        var endpoint = new ClusterEndpoint(new Uri(server))
        {
            Trusts = shown =>
            {
                serial = shown.SerialNumber;
                return true;
            },
        };
        using var client = endpoint.CreateHttpClient();
        await client.GetAsync($"{server}/version", TestContext.Current.CancellationToken);
        return serial;
    }

    private static string Text(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}
