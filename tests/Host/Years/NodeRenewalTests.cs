using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Http;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Host.Renewals;
using Timonier.Pki;

namespace Timonier.Host.Tests.Years;

/// <summary>How a machine becomes a node and stays one: certificate requests over real TLS, in virtual time.</summary>
public sealed class NodeRenewalTests : IAsyncLifetime
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.7");
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-node-").FullName;
    private readonly VirtualTime time = new();
    private PlaneUnderTest server = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await PlaneUnderTest.StartAsync(Path.Combine(folder, "server"), time);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Machine_WithTheJoinToken_IsANodeAndKnowsTheCluster()
    {
        var joining = Joining("n1", server.Identity.JoinToken.ToString());
        var joined = await Passing(joining.LoadOrJoinAsync(Cancelled));
        joining.Client.Current!.Subject.ShouldContain("system:node:n1");
        joined.Settings.ClusterDomain.ShouldBe("cluster.local");
        joined.Settings.ServiceCidr.ShouldBe("10.43.0.0/16");
        joined.Settings.NodePortLast.ShouldBe("32767");
        using var http = joining.Connect(joined);
        (await RegisterAsync(http, "n1")).ShouldBe("");
        (await RegisterAsync(http, "n2")).ShouldContain("forbidden");
    }

    [Fact]
    public async Task Machine_WithABootstrapToken_IsANode()
    {
        await GiveOutAsync("abcdef", "0123456789abcdef");
        var joining = Joining("n1", $"{JoinToken.HashOf(server.Identity.Authorities.Server.Certificate)}.abcdef.0123456789abcdef");
        await Passing(joining.LoadOrJoinAsync(Cancelled));
        joining.Client.Current!.Subject.ShouldContain("system:node:n1");
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("abcdef.0123456789abcdef")]
    public async Task Machine_WithAWrongSecret_IsRefused(string secret)
    {
        var joining = Joining("n1", $"{JoinToken.HashOf(server.Identity.Authorities.Server.Certificate)}.{secret}");
        (await Should.ThrowAsync<ConfigException>(() => Passing(joining.LoadOrJoinAsync(Cancelled)))).Message.ShouldContain("the server refuses this node");
        joining.Client.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Machine_AtAServerThatItsTokenIsNotFor_ShowsItsSecretToNobody()
    {
        var joining = Joining("n1", $"{new string('0', 64)}.{server.Identity.JoinToken.Secret}");
        (await Should.ThrowAsync<ConfigException>(() => Passing(joining.LoadOrJoinAsync(Cancelled)))).Message.ShouldContain("is not the one that the token is for");
        (await server.Admin().ListAsync(CertificateRequests, "", new ListQuery(), Cancelled)).Value!.Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task JoinToken_ForAnythingButRequests_IsNoRight()
    {
        using var joiner = server.WithToken(server.Identity.JoinToken.Secret);
        foreach (var path in (string[])["/api/v1/secrets", "/api/v1/nodes", "/api/v1/namespaces/kube-system/configmaps/timonier-nodes"])
            (await joiner.GetAsync(new Uri(path, UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, path);
    }

    [Fact]
    public async Task ServingCertificate_OfARegisteredNode_IsForItsNameAndAddress()
    {
        var (joining, _, http) = await JoinedAsync("n1");
        using var connection = http;
        var asking = joining.Serving.ObtainAsync(new HttpClusterClient(http), Cancelled);
        (await RegisterAsync(http, "n1")).ShouldBe("");
        await Passing(asking);
        var serving = joining.Serving.Current!;
        (serving.MatchesHostname("n1"), serving.MatchesHostname(Address.ToString()), serving.MatchesHostname("n2")).ShouldBe((true, true, false));
        CertificateTrust.IsSignedBy(serving, server.Identity.Authorities.Kubelet.Certificate, time).ShouldBeTrue();
        CertificateTrust.IsSignedBy(serving, server.Identity.Authorities.Server.Certificate, time).ShouldBeFalse("a node cannot pose as the API server");
    }

    [Fact]
    public async Task BothCertificates_AtTwoThirdsOfTheirLife_AreRenewedUnderTheRunningAgent()
    {
        var (joining, joined, http) = await JoinedAsync("n1");
        using var connection = http;
        (await RegisterAsync(http, "n1")).ShouldBe("");
        var client = new HttpClusterClient(http);
        using var stop = new CancellationTokenSource();
        var loops = new[] { joining.Client, joining.Serving }.Select(c => new RenewalLoop([new RenewedByCluster("node", c, client)], time, NullLogger.Instance).RunAsync(stop.Token)).ToList();
        await time.Until(() => joining.Serving.Current is not null);
        var (before, serving) = (joining.Client.Current!, joining.Serving.Current!);
        time.Advance(CertificateAuthority.LeafLifetime * 0.67);
        await time.Until(() => joining.Client.Current!.NotAfter > before.NotAfter && joining.Serving.Current!.NotAfter > serving.NotAfter, TimeSpan.FromSeconds(1));
        await stop.CancelAsync();
        foreach (var loop in loops) await Should.ThrowAsync<OperationCanceledException>(loop);

        // A restarted agent needs neither token nor server: what it renewed lies in its folder.
        var again = new NodeJoining(server.AgentConfig(FolderOf("n1"), "n1", token: "") with { Server = "" }, Address, time);
        (await Passing(again.LoadOrJoinAsync(Cancelled))).ShouldBe(joined);
        again.Client.Current!.Thumbprint.ShouldBe(joining.Client.Current!.Thumbprint);
        again.Serving.Current!.Thumbprint.ShouldBe(joining.Serving.Current!.Thumbprint);
    }

    [Fact]
    public async Task Agent_WithAnotherAddress_AsksForAnotherServingCertificate()
    {
        var (joining, _, http) = await JoinedAsync("n1");
        using var connection = http;
        (await RegisterAsync(http, "n1")).ShouldBe("");
        await Passing(joining.Serving.ObtainAsync(new HttpClusterClient(http), Cancelled));
        var moved = new NodeJoining(server.AgentConfig(FolderOf("n1"), "n1", token: ""), IPAddress.Parse("192.0.2.8"), time);
        moved.Client.Holds.ShouldBeTrue();
        moved.Serving.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Node_OffForTwoYears_NeedsItsTokenOnceMore()
    {
        (await JoinedAsync("n1")).Http.Dispose();
        time.Advance(TimeSpan.FromDays(730));
        await server.DisposeAsync();
        server = await PlaneUnderTest.StartAsync(Path.Combine(folder, "server"), time);
        (await Should.ThrowAsync<ConfigException>(() => Joining("n1", token: "").LoadOrJoinAsync(Cancelled))).Message.ShouldContain("--token");
        var joining = Joining("n1", server.Identity.JoinToken.ToString());
        await Passing(joining.LoadOrJoinAsync(Cancelled));
        joining.Client.Holds.ShouldBeTrue();
    }

    private static Kernel.ResourceName CertificateRequests { get; } = new("certificates.k8s.io", "v1", "certificatesigningrequests");

    private string FolderOf(string node) => Path.Combine(folder, node);

    private NodeJoining Joining(string node, string token) => new(server.AgentConfig(FolderOf(node), node, token), Address, time);

    private async Task<(NodeJoining Joining, JoinedNode Joined, HttpClient Http)> JoinedAsync(string node)
    {
        var joining = Joining(node, server.Identity.JoinToken.ToString());
        var joined = await Passing(joining.LoadOrJoinAsync(Cancelled));
        return (joining, joined, joining.Connect(joined));
    }

    /// <summary>Registers the node as its agent does; answers why not.</summary>
    private static async Task<string> RegisterAsync(HttpClient http, string node)
    {
        var made = await new HttpClusterClient(http).CreateAsync(CoreResources.Nodes, "", new DraftObject
        {
            ["metadata"] = new DraftObject { ["name"] = node },
            ["status"] = new DraftObject { ["addresses"] = new DraftArray([new DraftObject { ["type"] = "InternalIP", ["address"] = Address.ToString() }]) },
        }, cancellation: Cancelled);
        return made.Failure?.Message ?? "";
    }

    private async Task GiveOutAsync(string id, string secret)
    {
        var made = await server.Admin().CreateAsync(CoreResources.Secrets, "kube-system", new DraftObject
        {
            ["metadata"] = new DraftObject { ["name"] = "bootstrap-token-" + id },
            ["type"] = "bootstrap.kubernetes.io/token",
            ["stringData"] = new DraftObject
            {
                ["token-id"] = id, ["token-secret"] = secret, ["usage-bootstrap-authentication"] = "true", ["auth-extra-groups"] = "system:bootstrappers:timonier:nodes",
            },
        }, cancellation: Cancelled);
        made.IsSuccess.ShouldBeTrue(made.Failure?.Message);
    }

    /// <summary>Lets virtual time pass until it is done.</summary>
    private async Task<T> Passing<T>(Task<T> task)
    {
        await time.Until(() => task.IsCompleted);
        return await task;
    }

    private async Task Passing(Task task)
    {
        await time.Until(() => task.IsCompleted);
        await task;
    }
}
