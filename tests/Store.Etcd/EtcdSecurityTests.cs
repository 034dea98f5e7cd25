using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;
using static Timonier.Store.Etcd.Tests.EtcdWriteTests;

namespace Timonier.Store.Etcd.Tests;

public sealed class EtcdSecurityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Store_WithAUser_LogsInAgainWhenItsTokenIsNoLongerGood()
    {
        using var cluster = await WithUsersAsync();
        await using var store = await cluster.OpenAsync(cluster.Config() with { Credentials = static () => new EtcdCredentials("root", "secret") });
        var first = await store.CreateAsync("/a", Value("1"), Cancellation);
        using var watch = store.Watch("/a", first.Revision);

        // Tokens live in the member's memory, and a change of users makes those of before old.
        await cluster.Members[0].KillAsync();
        cluster.Members[0].Start();
        var second = await store.UpdateAsync("/a", Value("2"), first.Revision, Cancellation);
        await cluster.ControlAsync("--user", "root:secret", "user", "add", "other:secret");
        var third = await store.UpdateAsync("/a", Value("3"), second.Revision, Cancellation);
        (await HistoryPlay.NextAsync(watch)).Revision.ShouldBe(second.Revision);
        (await HistoryPlay.NextAsync(watch)).Revision.ShouldBe(third.Revision);
    }

    [Fact]
    public async Task Store_WithAWrongPassword_DoesNotOpen()
    {
        using var cluster = await WithUsersAsync();
        var config = cluster.Config() with { Credentials = static () => new EtcdCredentials("root", "guessed") };
        var refused = await Should.ThrowAsync<StoreUnavailableException>(() => cluster.OpenAsync(config));
        refused.Message.ShouldContain("invalid user ID or password");
    }

    [Fact]
    public async Task Store_WithCertificates_ShowsItsOwnAndChecksThoseOfMembers()
    {
        var folder = Directory.CreateTempSubdirectory("timonier-etcd-tls-");
        try
        {
            var (authority, authorityFile) = Authority(folder.FullName);
            var (_, serverFile) = Leaf(folder.FullName, "server", authority);
            var (client, _) = Leaf(folder.FullName, "client", authority);
            using var cluster = await EtcdCluster.StartAsync(
                1, "--cert-file", serverFile + ".crt", "--key-file", serverFile + ".key", "--client-cert-auth", "--trusted-ca-file", authorityFile);
            var config = cluster.Config() with { Authorities = [authority], Certificate = client };
            await using (var store = await cluster.OpenAsync(config))
                (await store.CreateAsync("/a", Value("1"), Cancellation)).Outcome.ShouldBe(StoreOutcome.Done);

            var hurried = config with { RequestTimeout = TimeSpan.FromSeconds(1) };
            await Should.ThrowAsync<StoreUnavailableException>(() => cluster.OpenAsync(hurried with { Certificate = null }));
            await Should.ThrowAsync<StoreUnavailableException>(() => cluster.OpenAsync(hurried with { Authorities = [Authority(folder.FullName).Certificate] }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<EtcdCluster> WithUsersAsync()
    {
        var cluster = await EtcdCluster.StartAsync(1);
        await cluster.ControlAsync("user", "add", "root:secret");
        await cluster.ControlAsync("user", "grant-role", "root", "root");
        await cluster.ControlAsync("auth", "enable");
        return cluster;
    }

    private static (X509Certificate2 Certificate, string File) Authority(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.Combine(folder, "ca.crt");
        File.WriteAllText(file, made.ExportCertificatePem());
        return (made, file);
    }

    private static (X509Certificate2 Certificate, string File) Leaf(string folder, string name, X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var made = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(8));
        var file = Path.Combine(folder, name);
        File.WriteAllText(file + ".crt", made.ExportCertificatePem());
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return (X509Certificate2.CreateFromPemFile(file + ".crt", file + ".key"), file);
    }
}
