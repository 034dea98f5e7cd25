using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Talks;

/// <summary>The listings of the talks, column by column.</summary>
public sealed class ListingTalkTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Theory]
    [InlineData("ns", "NAME STATUS AGE")]
    [InlineData("nodes", "NAME STATUS ROLES AGE VERSION")]
    [InlineData("nodes -o wide", "NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME")]
    [InlineData("svc -n default -o wide", "NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE SELECTOR")]
    public async Task Get_Header_IsUpstreams(string words, string header)
    {
        var output = (await cluster.KubectlAsync(["get", .. words.Split(' ')], input: null)).MustSucceed();
        string.Join(' ', output.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)).ShouldBe(header);
    }

    [Fact]
    public async Task Namespaces_OnAFreshCluster_AreTheFour()
    {
        var names = (await cluster.KubectlAsync("get", "ns", "-o", "name")).MustSucceed();
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"]) names.ShouldContain($"namespace/{name}\n");
    }

    [Fact]
    public async Task KubernetesService_HasTheFirstAddress() =>
        (await cluster.KubectlAsync("get", "svc", "-n", "default", "kubernetes", "--no-headers")).MustSucceed().ShouldMatch(@"^kubernetes +ClusterIP +10\.43\.0\.1 +<none> +443/TCP ");

    [Fact]
    public async Task Node_Listing_ShowsItsRuntimeAndAddress() =>
        (await cluster.KubectlAsync("get", "node", "helm", "-o", "wide", "--no-headers")).MustSucceed().ShouldMatch($@"^helm +Ready +\S+ +\S+ +v1\.36\.\S+ +{NetworkNamespace.Address} +<none> +.+ +containerd://");
}
