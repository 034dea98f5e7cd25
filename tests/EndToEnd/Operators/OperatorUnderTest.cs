using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Operators;

/// <summary>
/// The operator in program/: it runs on the node's network, is known by a service account with just its rights, and is
/// reached by the API server as a Service whose endpoint was written by hand.
/// </summary>
internal sealed class OperatorUnderTest : IAsyncDisposable
{
    private const string ServiceName = "shop-operator.shop-system.svc";
    private static readonly string Program = Path.Combine(Paths.Root, "tests", "EndToEnd", "Operators", "program");

    private readonly ClusterUnderTest cluster;
    private readonly string folder;
    private readonly RunningProgram program;
    private bool stopped;

    private OperatorUnderTest(ClusterUnderTest cluster, string folder, RunningProgram program)
    {
        this.cluster = cluster;
        this.folder = folder;
        this.program = program;
    }

    public static async Task<OperatorUnderTest> StartAsync(ClusterUnderTest cluster)
    {
        var folder = Directory.CreateTempSubdirectory("timonier-operator-").FullName;
        WriteCertificates(folder);
        (await cluster.KubectlAsync("apply", "-f", Path.Combine(Program, "rights.yaml"))).MustSucceed();
        await cluster.ApplyAsync("shop-system", $$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: shop-operator, labels: {kubernetes.io/service-name: shop-operator} }
            addressType: IPv4
            ports: [{name: https, port: 9443} ]
            endpoints: [{addresses: [{{NetworkNamespace.Address}}], conditions: {ready: true} } ]
            """);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        File.Copy(cluster.Kubeconfig, kubeconfig);
        var token = (await cluster.KubectlAsync("create", "token", "shop-operator", "-n", "shop-system")).MustSucceed().Trim();
        foreach (var words in (string[][])[["set-credentials", "shop-operator", "--token", token], ["set-context", "--current", "--user", "shop-operator"]])
        {
            (await cluster.KubectlAsync(["config", .. words, "--kubeconfig", kubeconfig])).MustSucceed();
        }
        var program = cluster.StartClient(["env", "KUBECONFIG=" + kubeconfig, "node", Path.Combine(Program, "operator.mjs"), Paths.JavaScript, folder]);
        await program.LineAsync("ready");
        return new OperatorUnderTest(cluster, folder, program);
    }

    public async Task StopAsync()
    {
        if (stopped) return;
        stopped = true;
        await program.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        // Its webhooks and its kind would stand in the way of the tests that share the cluster.
        foreach (var what in (string[])["mutatingwebhookconfiguration/sidecar", "validatingwebhookconfiguration/tags", "crd/websites.shop.example.com", "namespace/shop-system"])
        {
            await cluster.KubectlAsync("delete", what, "--ignore-not-found", "--wait=false");
        }
        Directory.Delete(folder, recursive: true);
    }

    private static void WriteCertificates(string folder)
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=shop", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using var authorityCertificate = authority.CreateSelfSigned(now.AddMinutes(-1), now.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + ServiceName, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(ServiceName);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authorityCertificate, now.AddMinutes(-1), now.AddHours(20), [1]);
        File.WriteAllText(Path.Combine(folder, "ca.crt"), authorityCertificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.crt"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
