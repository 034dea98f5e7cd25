using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Tests;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;
using Timonier.Host.Renewals;
using Timonier.Host.Running;
using Timonier.Pki;

namespace Timonier.Host.Tests;

/// <summary>Certificates under a running process and over years, in virtual time and over real TLS.</summary>
public sealed class RenewalTests : IDisposable
{
    private static readonly TimeSpan TwoThirdsOfAYear = CertificateAuthority.LeafLifetime * 0.67;
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-renewal-").FullName;
    private readonly VirtualTime time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task ServingCertificate_AtTwoThirdsOfItsLife_IsSwappedUnderTheListener()
    {
        var server = ServerIdentity.Prepare(Config("server"), time);
        await using var endpoint = await ServeAsync(server, _ => Task.CompletedTask);
        var kubeconfig = File.ReadAllText(Config("server").KubeconfigPath);
        using var first = await ShownAsync(endpoint, server);
        await RenewedAsync(server.Renewables, server.Serving, server.Admin);

        using var second = await ShownAsync(endpoint, server);
        second.Thumbprint.ShouldNotBe(first.Thumbprint);
        second.NotAfter.ShouldBeGreaterThan(first.NotAfter);
        File.ReadAllText(Config("server").KubeconfigPath).ShouldNotBe(kubeconfig);
    }

    [Fact]
    public void Server_OffForTwoYears_StartsAgainUnderTheSameAuthorities()
    {
        var before = ServerIdentity.Prepare(Config("server"), time);
        var token = before.Authorities.ServiceAccounts.Sign("{\"sub\":\"x\"}"u8);
        var kubeconfig = File.ReadAllText(Config("server").KubeconfigPath);
        time.Advance(TimeSpan.FromDays(730));
        var after = ServerIdentity.Prepare(Config("server"), time);
        after.Authorities.ServiceAccounts.Verify(token).ShouldNotBeNull();
        File.ReadAllText(Config("server").KubeconfigPath).ShouldNotBe(kubeconfig);
        after.Authorities.Server.CertificatePem.ShouldBe(before.Authorities.Server.CertificatePem);
        after.JoinToken.ShouldBe(before.JoinToken);
        foreach (var live in (LiveCertificate[])[after.Serving, after.KubeletClient, after.Kubelet, after.Admin])
            live.Current.NotAfter.ToUniversalTime().ShouldBeGreaterThan(time.GetUtcNow().UtcDateTime, live.Name);
    }

    [Fact]
    public async Task Node_AtTwoThirdsOfItsLife_GetsNewCertificatesForItsOldOne()
    {
        var server = ServerIdentity.Prepare(Config("server"), time);
        await using var endpoint = await ServeJoiningAsync(server);
        var file = FileOf("n1", endpoint, server.JoinToken.ToString());
        var joined = await file.LoadOrJoinAsync(Cancelled);
        var certificates = new JoinedCertificates(joined, file.RenewAsync);
        var (client, serving) = (certificates.Client.Thumbprint, certificates.Serving.Thumbprint);
        await RenewedAsync([.. server.Renewables, certificates], certificates);

        certificates.Client.Thumbprint.ShouldNotBe(client);
        certificates.Serving.Thumbprint.ShouldNotBe(serving);
        certificates.Client.Subject.ShouldContain("system:node:n1");
        (await FileOf("n1", endpoint, token: "").LoadOrJoinAsync(Cancelled)).Client.ToX509().Thumbprint.ShouldBe(certificates.Client.Thumbprint);
    }

    [Fact]
    public async Task Node_WithTheCertificateOfAnother_IsRefused()
    {
        var server = ServerIdentity.Prepare(Config("server"), time);
        await using var endpoint = await ServeJoiningAsync(server);
        var joined = await FileOf("n1", endpoint, server.JoinToken.ToString()).LoadOrJoinAsync(Cancelled);
        var refused = await Should.ThrowAsync<ConfigException>(() => FileOf("n2", endpoint, token: "").RenewAsync(joined, Cancelled));
        refused.Message.ShouldContain("the server refuses this node");
    }

    [Fact]
    public async Task Node_OffForTwoYears_NeedsItsTokenOnceMore()
    {
        await using (var endpoint = await ServeJoiningAsync(ServerIdentity.Prepare(Config("server"), time)))
            await FileOf("n1", endpoint, ServerIdentity.Prepare(Config("server"), time).JoinToken.ToString()).LoadOrJoinAsync(Cancelled);
        time.Advance(TimeSpan.FromDays(730));
        var server = ServerIdentity.Prepare(Config("server"), time);
        await using var again = await ServeJoiningAsync(server);
        var refused = await Should.ThrowAsync<ConfigException>(() => FileOf("n1", again, token: "").LoadOrJoinAsync(Cancelled));
        refused.Message.ShouldContain("--token");
        var joined = await FileOf("n1", again, server.JoinToken.ToString()).LoadOrJoinAsync(Cancelled);
        joined.Client.ToX509().NotAfter.ToUniversalTime().ShouldBeGreaterThan(time.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Renewal_ThatFails_IsTriedAgainAndLeavesTheOldOneInUse()
    {
        var certificate = new FailingRenewal(time.GetUtcNow() + TimeSpan.FromDays(3), failures: 2);
        using var stop = new CancellationTokenSource();
        var running = new RenewalLoop([certificate], time, NullLogger.Instance).RunAsync(stop.Token);
        await time.Until(() => certificate.RenewAt > time.GetUtcNow() + TimeSpan.FromDays(30), TimeSpan.FromHours(1));
        certificate.Tries.ShouldBe(3);
        running.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    /// <summary>Runs the loop while the days go by, until these have been renewed.</summary>
    private async Task RenewedAsync(IReadOnlyList<IRenewable> all, params IRenewable[] awaited)
    {
        var due = awaited.Select(a => a.RenewAt).ToList();
        using var stop = new CancellationTokenSource();
        var running = new RenewalLoop(all, time, NullLogger.Instance).RunAsync(stop.Token);
        time.Advance(TwoThirdsOfAYear);
        while (awaited.Zip(due).Any(pair => pair.First.RenewAt == pair.Second)) await Task.Yield();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    private Task<HttpsEndpoint> ServeJoiningAsync(ServerIdentity server) =>
        ServeAsync(server, new JoinEndpoint(server.Authorities, server.JoinToken, Config("server"), time).HandleAsync);

    private static Task<HttpsEndpoint> ServeAsync(ServerIdentity server, RequestDelegate handler) =>
        HttpsEndpoint.StartAsync(IPAddress.Loopback, 0, () => server.Serving.Current, handler, NullLoggerFactory.Instance, Cancelled);

    private JoinedNodeFile FileOf(string node, HttpsEndpoint endpoint, string token) =>
        new(Config("agent") with { NodeName = node, Server = $"https://127.0.0.1:{endpoint.Port}", Token = token }, IPAddress.Loopback, time);

    private ServerConfig Config(string folder) => ServerConfig.From(SettingValues.Read(null, [],
        [new(Settings.DataDir, Path.Combine(directory, folder)), new(Settings.AdvertiseAddress, "192.0.2.1")]), "n1");

    private async Task<X509Certificate2> ShownAsync(HttpsEndpoint endpoint, ServerIdentity server)
    {
        using var authority = server.Authorities.Server.Certificate;
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, endpoint.Port, Cancelled);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) =>
            shown is X509Certificate2 certificate && CertificateTrust.IsSignedBy(certificate, authority, time));
        await tls.AuthenticateAsClientAsync("localhost");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }

    private sealed class FailingRenewal(DateTimeOffset due, int failures) : IRenewable
    {
        public string Name => "test";
        public DateTimeOffset RenewAt { get; private set; } = due;
        public int Tries { get; private set; }

        public Task RenewAsync(CancellationToken cancellation)
        {
            if (++Tries <= failures) throw new IOException("the disk is away");
            RenewAt += TimeSpan.FromDays(200);
            return Task.CompletedTask;
        }
    }
}
