using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Sets;

/// <summary>DaemonSets as people use them: kubectl's own verbs, a real container on the node.</summary>
public sealed class DaemonSetTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task Rollout_EveryVerb_MovesTheNodesPodAndBack()
    {
        var ns = await cluster.NamespaceAsync("ds-rollout");
        await cluster.ApplyAsync(ns, Agent("version=1"));
        (await StatusAsync(ns)).ShouldEndWith("daemon set \"agent\" successfully rolled out\n");
        (await cluster.KubectlAsync("get", "ds", "-n", ns, "agent", "--no-headers")).MustSucceed().ShouldMatch("^agent +1 +1 +1 +1 +1 +<none> ");
        (await ReadAsync(ns, "{.spec.nodeName} {.metadata.labels.pod-template-generation}")).ShouldBe("helm 1");

        // 1 forth and back
        await cluster.ApplyAsync(ns, Agent("version=2"));
        await StatusAsync(ns);
        (await RunAsync(ns, "cat /version")).ShouldBe("version=2\n");
        (await cluster.KubectlAsync("rollout", "history", "-n", ns, "ds/agent")).MustSucceed().ShouldBe("daemonset.apps/agent \nREVISION  CHANGE-CAUSE\n1         version=1\n2         version=2\n\n");
        (await cluster.KubectlAsync("rollout", "undo", "-n", ns, "ds/agent", "--to-revision=1")).MustSucceed().ShouldBe("daemonset.apps/agent rolled back\n");
        await StatusAsync(ns);
        (await RunAsync(ns, "cat /version")).ShouldBe("version=1\n");
        // The newer kubectl writes templates as the server keeps them, byte for byte, and so sees that there is nothing to do.
        (await cluster.RunClientAsync([Paths.NewerKubectl, "rollout", "undo", "-n", ns, "ds/agent", "--to-revision=3"])).MustSucceed().ShouldBe("daemonset.apps/agent skipped rollback (current template already matches revision 3)\n");
        (await cluster.KubectlAsync("rollout", "restart", "-n", ns, "ds/agent")).MustSucceed().ShouldBe("daemonset.apps/agent restarted\n");
        await StatusAsync(ns);

        // 2 who is deleted comes back, and where the labels do not fit nobody runs
        var old = await ReadAsync(ns, "{.metadata.name}");
        (await cluster.KubectlAsync("delete", "-n", ns, "po", old)).MustSucceed();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "ds", "-n", ns, "agent", "-o", "jsonpath={.status.numberReady}"), r => r.Output == "1");
        (await cluster.KubectlAsync("patch", "-n", ns, "ds/agent", "-p", "{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"colour\":\"blue\"}}}}}")).MustSucceed();
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "po", "-n", ns, "-o", "name"), r => r.Output.Length == 0);
        (await cluster.KubectlAsync("describe", "-n", ns, "ds/agent")).MustSucceed().ShouldMatch(@"Normal +SuccessfulDelete .*daemonset-controller +Deleted pod: agent-\w{5}");
    }

    private async Task<string> StatusAsync(string ns) => (await cluster.KubectlAsync("rollout", "status", "-n", ns, "ds/agent", "--timeout=110s")).MustSucceed();

    private async Task<string> RunAsync(string ns, string command) => (await cluster.KubectlAsync("exec", "-n", ns, "ds/agent", "--", "sh", "-c", command)).MustSucceed();

    private async Task<string> ReadAsync(string ns, string path) => (await cluster.KubectlAsync("get", "po", "-n", ns, "-l", "app=agent", "-o", $"jsonpath={{range .items[*]}}{path}{{end}}")).MustSucceed();

    private static string Agent(string version) => $$"""
        apiVersion: apps/v1
        kind: DaemonSet
        metadata:
          name: agent
          annotations: {kubernetes.io/change-cause: {{version}}}
        spec:
          {{SetManifests.Pods("agent", version)}}
        """;
}
