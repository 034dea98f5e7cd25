using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Nodes;

/// <summary>A second machine that joins with a bootstrap token, as other kubelets do.</summary>
public sealed class JoinedNodeTests
{
    [Fact]
    public async Task Machine_WithABootstrapToken_GetsItsCertificatesByRequestsAndStaysANode()
    {
        await using var cluster = await ClusterUnderTest.StartAsync("joined", "--no-agent");
        (await cluster.KubectlAsync(
            "create", "secret", "generic", "bootstrap-token-abcdef", "-n", "kube-system", "--type=bootstrap.kubernetes.io/token", "--from-literal=token-id=abcdef",
            "--from-literal=token-secret=0123456789abcdef", "--from-literal=usage-bootstrap-authentication=true", "--from-literal=auth-extra-groups=system:bootstrappers:timonier:nodes")).MustSucceed();
        var hash = (await cluster.TimonierAsync("token")).MustSucceed().Split('.')[0];
        await using var agent = await AgentUnderTest.StartAsync(cluster, "further", hash + ".abcdef.0123456789abcdef");
        await ReadyAsync(cluster);

        // 1. Asked for by the token and then by the node itself, approved and signed without a person.
        var requests = await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "csr", "--no-headers"), r => r.Output.Contains("kubelet-serving", StringComparison.Ordinal) && !r.Output.Contains("Pending", StringComparison.Ordinal));
        requests.Output.ShouldMatch(@"kubernetes.io/kube-apiserver-client-kubelet +system:bootstrap:abcdef +<none> +Approved,Issued");
        requests.Output.ShouldMatch(@"kubernetes.io/kubelet-serving +system:node:further +<none> +Approved,Issued");

        // 2. The server believes the node's endpoint.
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "--raw", "/api/v1/nodes/further/proxy/healthz"), answer => answer.Output == "ok");

        // 3. The token goes, the node stays, and asks for nothing more.
        (await cluster.KubectlAsync("delete", "secret", "bootstrap-token-abcdef", "-n", "kube-system")).MustSucceed();
        await agent.RestartAsync();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "--raw", "/api/v1/nodes/further/proxy/healthz"), answer => answer.Output == "ok");
        await ReadyAsync(cluster);
        (await cluster.KubectlAsync("get", "csr", "-o", "name")).MustSucceed().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    private static Task ReadyAsync(ClusterUnderTest cluster) => Eventually.SucceedsAsync(
        () => cluster.KubectlAsync("get", "node", "further", "-o", "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"), status => status.Output == "True", limitSeconds: 120);
}
