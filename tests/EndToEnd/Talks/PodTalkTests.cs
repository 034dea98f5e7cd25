using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Talks;

/// <summary>The pods that the talks show, with what they show of them.</summary>
public sealed class PodTalkTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task InfiniteTwoLoops_LogsWithoutAContainer_AsksForOne()
    {
        var ns = await cluster.NamespaceAsync("two-loops");
        await cluster.ApplyAsync(ns, Manifests.InfiniteTwoLoops);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/infinite-2loops", "--timeout=60s")).MustSucceed();

        (await cluster.KubectlAsync("get", "po", "-n", ns, "--no-headers")).MustSucceed().ShouldMatch(@"^infinite-2loops +2/2 +Running +0 ");
        (await cluster.KubectlAsync("logs", "-n", ns, "-c", "container1", "infinite-2loops")).MustSucceed().ShouldContain("going to sleep for 10s every 10s");

        // Current kubectl picks the first container and says so; the raw request shows the server's own words.
        var refused = await cluster.KubectlAsync("get", "--raw", $"/api/v1/namespaces/{ns}/pods/infinite-2loops/log");
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("a container name must be specified for pod infinite-2loops, choose one of: [container1 container2]");
    }

    [Fact]
    public async Task InfiniteLoop_DescribeExecDelete_ShowWhatTheTalkShows()
    {
        var ns = await cluster.NamespaceAsync("one-loop");
        await cluster.ApplyAsync(ns, Manifests.InfiniteLoop);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/infinite-loop", "--timeout=60s")).MustSucceed();

        var described = (await cluster.KubectlAsync("describe", "po", "-n", ns, "infinite-loop")).MustSucceed();
        described.ShouldMatch(@"IP: +10\.42\.0\.\d+");
        described.ShouldContain("/var/run/secrets/kubernetes.io/serviceaccount from kube-api-access-");
        described.ShouldContain("Successfully assigned one-loop/infinite-loop to helm");
        described.ShouldContain("Container image \"pause\" already present on machine");
        described.ShouldMatch(@"Normal +Started ");

        var shell = await cluster.KubectlAtTerminalAsync($"exec -it -n {ns} infinite-loop -- bash", "hostname\nps\nenv\nexit\n");
        shell.Output.ShouldContain("infinite-loop");
        shell.Output.ShouldMatch(@"1 (root|0) +.*(bash|sleep)");
        shell.Output.ShouldContain("KUBERNETES_SERVICE_HOST=10.43.0.1");
        shell.Output.ShouldContain("KUBERNETES_PORT_443_TCP=tcp://10.43.0.1:443");
        shell.ExitCode.ShouldBe(0);

        (await cluster.KubectlAsync("delete", "po", "-n", ns, "infinite-loop", "--grace-period=1")).MustSucceed().ShouldContain("pod \"infinite-loop\" deleted");
        (await cluster.KubectlAsync("get", "po", "-n", ns)).Error.ShouldContain($"No resources found in {ns} namespace.");
    }

    [Fact]
    public async Task BasicService_SharedEmptyDir_IsSeenByBothContainers()
    {
        var ns = await cluster.NamespaceAsync("basic-service");
        await cluster.ApplyAsync(ns, Manifests.BasicService);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/basic-service", "--timeout=60s")).MustSucceed();
        var ip = (await cluster.KubectlAsync("get", "pod", "-n", ns, "basic-service", "-o", "jsonpath={.status.podIP}")).MustSucceed();
        var page = await Eventually.SucceedsAsync(() => cluster.FromNodeAsync("curl", "-sS", "--max-time", "5", $"http://{ip}/"), r => r.ExitCode == 0);
        page.Output.ShouldContain("refreshed at");
        (await cluster.KubectlAsync("exec", "-n", ns, "basic-service", "-c", "service", "--", "ls", "/srv")).ExitCode.ShouldNotBe(0);
    }

    [Fact]
    public async Task Exec_ExitCodeAndInput_ComeThrough()
    {
        var ns = await cluster.NamespaceAsync("exec");
        await cluster.ApplyAsync(ns, Manifests.InfiniteLoop);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/infinite-loop", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("exec", "-n", ns, "infinite-loop", "--", "sh", "-c", "exit 7")).ExitCode.ShouldBe(7);
        (await cluster.KubectlAsync(["exec", "-i", "-n", ns, "infinite-loop", "--", "wc", "-c"], new string('x', 100_000))).MustSucceed().Trim().ShouldBe("100000");
    }
}
