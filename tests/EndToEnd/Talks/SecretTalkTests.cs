using System.Text;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Talks;

/// <summary>The Secret of the talk: applied, listed, read back, and mounted.</summary>
public sealed class SecretTalkTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task NotSoSuperSecret_ReadBackAndMounted_IsTheSame()
    {
        var ns = await cluster.NamespaceAsync("secrets");
        await cluster.ApplyAsync(ns, Manifests.Secret);
        (await cluster.KubectlAsync("get", "secrets", "-n", ns, "--no-headers")).MustSucceed().ShouldMatch(@"not-so-super-secret +Opaque +2 ");
        var read = (await cluster.KubectlAsync("get", "secret", "-n", ns, "not-so-super-secret", "-o", "jsonpath={.data.password}")).MustSucceed();
        Encoding.UTF8.GetString(Convert.FromBase64String(read)).ShouldBe("password");
        (await cluster.KubectlAsync("get", "secret", "-n", ns, "not-so-super-secret", "-o", "yaml")).MustSucceed().ShouldContain("kubectl.kubernetes.io/last-applied-configuration");

        await cluster.ApplyAsync(ns, Manifests.SecretReader);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Succeeded", "pod/reader", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("logs", "-n", ns, "reader")).MustSucceed().ShouldBe("admin password\n400\n");
        (await cluster.KubectlAsync("get", "po", "-n", ns, "reader", "--no-headers")).MustSucceed().ShouldMatch(@"reader +0/1 +Completed +0 ");
    }
}
