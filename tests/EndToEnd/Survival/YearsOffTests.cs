using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Survival;

/// <summary>A cluster whose certificates, and then whose authorities too, ended while it was switched off.</summary>
public sealed class YearsOffTests
{
    private static readonly (string Name, string Authority)[] Leaves =
        [("server", "server-ca"), ("kubelet-client", "client-ca"), ("front-proxy-client", "front-proxy-ca"), ("kubelet", "kubelet-ca"), ("admin", "client-ca")];

    [Fact]
    public async Task Cluster_SwitchedOffForYears_StartsAgainAndKnowsItsPeople()
    {
        await using var cluster = await ClusterUnderTest.StartAsync("years");
        var folder = Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "pki");
        (await cluster.KubectlAsync("create", "configmap", "kept", "--from-literal=a=b")).MustSucceed();
        var account = (await cluster.KubectlAsync("create", "token", "default", "--duration=24h")).MustSucceed().Trim();

        await cluster.KillServerAsync();
        var old = await File.ReadAllTextAsync(cluster.Kubeconfig, TestContext.Current.CancellationToken);
        foreach (var (name, authority) in Leaves) End(folder, name, authority);
        await cluster.StartServerAsync();
        (await File.ReadAllTextAsync(cluster.Kubeconfig, TestContext.Current.CancellationToken)).ShouldNotBe(old);
        await WorksAsync(cluster, account);

        await cluster.KillServerAsync();
        foreach (var (name, authority) in Leaves) End(folder, name, authority);
        foreach (var authority in Leaves.Select(leaf => leaf.Authority).Distinct()) End(folder, authority, authority);
        await cluster.StartServerAsync();
        await WorksAsync(cluster, account);
    }

    private static async Task WorksAsync(ClusterUnderTest cluster, string account)
    {
        (await cluster.KubectlAsync("get", "configmap", "kept", "-o", "jsonpath={.data.a}")).MustSucceed().ShouldBe("b");
        var authority = Path.Combine(Path.GetDirectoryName(cluster.Kubeconfig)!, "pki", "server-ca.crt");
        (await cluster.FromNodeAsync("curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "--cacert", authority, "-H", $"Authorization: Bearer {account}", "https://127.0.0.1:6443/api"))
            .MustSucceed().ShouldBe("200");
        (await cluster.KubectlAsync("wait", "--for=condition=Ready", "node/years", "--timeout=60s")).MustSucceed();
        // The server and its node trust each other again.
        (await cluster.KubectlAsync("get", "--raw", "/api/v1/nodes/years/proxy/healthz")).MustSucceed().ShouldBe("ok");
    }

    /// <summary>The same certificate, but of two years ago and for one of them.</summary>
    private static void End(string folder, string name, string authority)
    {
        using var issuer = X509Certificate2.CreateFromPemFile(Path.Combine(folder, authority + ".crt"), Path.Combine(folder, authority + ".key"));
        using var present = X509Certificate2.CreateFromPemFile(Path.Combine(folder, name + ".crt"), Path.Combine(folder, name + ".key"));
        var request = new CertificateRequest(present.SubjectName, present.PublicKey, HashAlgorithmName.SHA256);
        foreach (var extension in present.Extensions) request.CertificateExtensions.Add(extension);
        using var key = issuer.GetECDsaPrivateKey()!;
        using var ended = request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(-1), RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(Path.Combine(folder, name + ".crt"), ended.ExportCertificatePem());
    }
}
