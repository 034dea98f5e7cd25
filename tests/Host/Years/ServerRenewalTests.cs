using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Renewals;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Host.Tests.Years;

/// <summary>A server's certificates under the running process and over years off.</summary>
public sealed class ServerRenewalTests : IDisposable
{
    private static readonly TimeSpan TwoThirdsOfAYear = CertificateAuthority.LeafLifetime * 0.67;
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-renewal-").FullName;
    private readonly VirtualTime time = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task EveryCertificate_AtTwoThirdsOfItsLife_IsRenewedUnderTheRunningServer()
    {
        await using var server = await PlaneUnderTest.StartAsync(folder, time);
        LiveCertificate[] all = [server.Identity.Serving, server.Identity.KubeletClient, server.Identity.FrontProxy, server.Identity.Kubelet, server.Identity.Admin];
        var before = all.Select(live => live.Current).ToList();
        using var shown = await server.ShownAsync();
        var kubeconfig = await File.ReadAllTextAsync(server.Config.KubeconfigPath, Cancelled);
        time.Advance(TwoThirdsOfAYear);
        await time.Until(() => all.Zip(before).All(pair => pair.First.Current.NotAfter > pair.Second.NotAfter), TimeSpan.FromSeconds(1));

        using var renewed = await server.ShownAsync();
        renewed.NotAfter.ShouldBeGreaterThan(shown.NotAfter);
        (await File.ReadAllTextAsync(server.Config.KubeconfigPath, Cancelled)).ShouldNotBe(kubeconfig);
        using var admin = server.AdminByKubeconfig();
        (await admin.GetAsync(new Uri("/api/v1/secrets", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Renewables_Server_AreAllThatItsFolderHoldsOfCertificates()
    {
        await using var server = await PlaneUnderTest.StartAsync(folder, time);
        var files = Directory.GetFiles(server.Config.PkiDirectory, "*.crt").Select(Path.GetFileNameWithoutExtension);
        server.Identity.Renewables.Select(r => r.Name).ShouldBe(files, ignoreOrder: true);
    }

    [Fact]
    public async Task Server_OffForTwoYears_StartsAgainWithAllThatItKnew()
    {
        string token, joinToken;
        await using (var before = await PlaneUnderTest.StartAsync(folder, time))
        {
            joinToken = before.Identity.JoinToken.ToString();
            (await before.Admin().CreateAsync(CoreResources.ConfigMaps, "default", Named("kept"))).IsSuccess.ShouldBeTrue();
            token = await LastingTokenAsync(before);
        }
        time.Advance(TimeSpan.FromDays(730));
        await using var after = await PlaneUnderTest.StartAsync(folder, time);

        (await after.Admin().GetAsync(CoreResources.ConfigMaps, "default", "kept", cancellation: Cancelled)).IsSuccess.ShouldBeTrue();
        using var account = after.WithToken(token);
        (await account.GetAsync(new Uri("/api", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        after.Identity.JoinToken.ToString().ShouldBe(joinToken);
        foreach (var live in after.Identity.Renewables) live.RenewAt.ShouldBeGreaterThan(time.GetUtcNow(), live.Name);
    }

    [Fact]
    public async Task Server_OffUntilItsAuthoritiesEnded_StartsAgainUnderTheirKeys()
    {
        string token, joinToken;
        await using (var before = await PlaneUnderTest.StartAsync(folder, time))
        {
            joinToken = before.Identity.JoinToken.ToString();
            token = await LastingTokenAsync(before);
        }
        time.Advance(CertificateAuthority.Lifetime + TimeSpan.FromDays(1));
        await using var after = await PlaneUnderTest.StartAsync(folder, time);

        after.Identity.JoinToken.ToString().ShouldBe(joinToken);
        (await after.Admin().GetAsync(CoreResources.Namespaces, "", "default", cancellation: Cancelled)).IsSuccess.ShouldBeTrue();
        using var account = after.WithToken(token);
        (await account.GetAsync(new Uri("/api", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Authorities_RenewedUnderTheRunningServer_AreTrustedWithWhatTheySignedBefore()
    {
        await using var server = await PlaneUnderTest.StartAsync(folder, time);
        using var early = server.AdminByKubeconfig();
        var before = server.Identity.Authorities.Server.Certificate;
        foreach (var authority in server.Identity.Authorities.All) await authority.RenewAsync(Cancelled);
        await server.Identity.Admin.RenewAsync(Cancelled);

        server.Identity.Authorities.Server.Certificate.Thumbprint.ShouldNotBe(before.Thumbprint);
        (await early.GetAsync(new Uri("/api/v1/secrets", UriKind.Relative), Cancelled)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.Admin().GetAsync(CoreResources.Namespaces, "", "default", cancellation: Cancelled)).IsSuccess.ShouldBeTrue();
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

    /// <summary>A token without an end, of the kind that lies in a Secret.</summary>
    private async Task<string> LastingTokenAsync(PlaneUnderTest server)
    {
        var (admin, secrets) = (server.Admin(), CoreResources.Secrets);
        var body = Named("lasting");
        body["type"] = "kubernetes.io/service-account-token";
        body.Object("metadata").Object("annotations")["kubernetes.io/service-account.name"] = "default";
        var known = admin.GetAsync(CoreResources.ServiceAccounts, "default", "default", cancellation: Cancelled);
        while (!(await known).IsSuccess)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            known = admin.GetAsync(CoreResources.ServiceAccounts, "default", "default", cancellation: Cancelled);
        }
        (await admin.CreateAsync(secrets, "default", body)).IsSuccess.ShouldBeTrue();
        while (true)
        {
            var found = (await admin.GetAsync(secrets, "default", "lasting", cancellation: Cancelled)).Value!;
            if (found.Root["data"u8]["token"u8].AsString() is { Length: > 0 } token) return Encoding.UTF8.GetString(Convert.FromBase64String(token));
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static DraftObject Named(string name) => new() { ["metadata"] = new DraftObject { ["name"] = name } };

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
