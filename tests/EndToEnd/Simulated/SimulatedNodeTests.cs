using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Simulated;

/// <summary>kubectl's daily verbs against nodes that run nothing: no containers, no images, no waiting.</summary>
public sealed class SimulatedNodeTests : IAsyncLifetime
{
    private ClusterUnderTest cluster = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = await ClusterUnderTest.StartAsync("play", "--no-agent", "--simulated-nodes", "20", "--simulated-node-shape", "cpu=8,memory=32Gi,zones=4");
        (await KubectlAsync("wait", "--for=condition=Ready", "node", "--all", "--timeout=60s")).MustSucceed();
    }

    public async ValueTask DisposeAsync() => await cluster.DisposeAsync();

    [Fact]
    public async Task Deployment_RunsRollsOutAndMoves()
    {
        (await KubectlAsync("create", "deployment", "web", "--image=registry.example/web:1", "--replicas=40")).MustSucceed();
        (await KubectlAsync("rollout", "status", "deployment/web", "--timeout=60s")).MustSucceed();
        (await KubectlAsync("get", "nodes", "-o", "jsonpath={.items[*].metadata.labels.topology\\.kubernetes\\.io/zone}")).MustSucceed().Split(' ').Distinct().Count().ShouldBe(4);

        (await KubectlAsync("set", "image", "deployment/web", "web=registry.example/web:2")).MustSucceed();
        (await KubectlAsync("rollout", "status", "deployment/web", "--timeout=60s")).MustSucceed();
        (await KubectlAsync("logs", "deployment/web")).MustSucceed().ShouldEndWith(" runs registry.example/web:2\n");

        (await KubectlAsync("drain", "sim-0", "--ignore-daemonsets", "--timeout=60s")).MustSucceed();
        (await KubectlAsync("wait", "--for=condition=Available", "deployment/web", "--timeout=60s")).MustSucceed();
        (await KubectlAsync("get", "pods", "--field-selector=spec.nodeName=sim-0", "-o", "name")).MustSucceed().ShouldBeEmpty();

        (await KubectlAsync("delete", "deployment", "web", "--timeout=60s")).MustSucceed();
        await Eventually.SucceedsAsync(() => KubectlAsync("get", "pods", "-l", "app=web", "-o", "name"), r => r.Output.Length == 0);
    }

    [Fact]
    public async Task Pod_IsTalkedToAsARealOne()
    {
        (await KubectlAsync("create", "configmap", "settings", "--from-literal=colour=blue")).MustSucceed();
        await cluster.ApplyAsync("default", """
            apiVersion: v1
            kind: Pod
            metadata: {name: talker}
            spec:
              containers:
              - {name: main, image: "registry.example/talker:1", env: [{name: GREETING, value: hello}], volumeMounts: [{name: settings, mountPath: /etc/settings}]}
              volumes:
              - {name: settings, configMap: {name: settings}}
            """);
        (await KubectlAsync("wait", "--for=condition=Ready", "pod/talker", "--timeout=60s")).MustSucceed();

        (await KubectlAsync("exec", "talker", "--", "sh", "-c", "echo $GREETING from $(hostname)")).ExitCode.ShouldBe(127);
        (await KubectlAsync("exec", "talker", "--", "sh", "-c", "echo $GREETING from $HOSTNAME")).MustSucceed().ShouldBe("hello from talker\n");
        (await KubectlAsync("exec", "talker", "--", "cat", "/etc/settings/colour")).MustSucceed().ShouldBe("blue");
        (await KubectlAsync("exec", "talker", "--", "cat", "/var/run/secrets/kubernetes.io/serviceaccount/namespace")).MustSucceed().ShouldBe("default");
        (await cluster.KubectlAsync(["exec", "-i", "talker", "--", "cat"], "both ways")).MustSucceed().ShouldBe("both ways");
        (await KubectlAsync("exec", "talker", "--", "sh", "-c", "exit 7")).ExitCode.ShouldBe(7);
    }

    [Fact]
    public async Task Jobs_EndByTheirCommandOrTheirAnnotations()
    {
        (await KubectlAsync("create", "job", "said", "--image=registry.example/work:1", "--", "sh", "-c", "echo one; echo two")).MustSucceed();
        (await KubectlAsync("wait", "--for=condition=Complete", "job/said", "--timeout=60s")).MustSucceed();
        (await KubectlAsync("logs", "job/said")).MustSucceed().ShouldBe("one\ntwo\n");

        await cluster.ApplyAsync("default", """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: broken}
            spec:
              backoffLimit: 0
              template:
                metadata: {annotations: {simulated.timonier.dev/exit-after: 100ms, simulated.timonier.dev/exit-code: "9"}}
                spec: {restartPolicy: Never, containers: [{name: main, image: "registry.example/work:1"}]}
            """);
        (await KubectlAsync("wait", "--for=condition=Failed", "job/broken", "--timeout=60s")).MustSucceed();
        (await KubectlAsync("get", "pods", "-l", "job-name=broken", "-o", "jsonpath={.items[*].status.containerStatuses[*].state.terminated.exitCode}")).MustSucceed().ShouldBe("9");
    }

    [Fact]
    public async Task Node_WhoseFailureIsPlayed_IsTaintedAndComesBack()
    {
        (await KubectlAsync("annotate", "node", "sim-9", "simulated.timonier.dev/failure=not-ready")).MustSucceed();
        (await KubectlAsync("wait", "--for=condition=Ready=False", "node/sim-9", "--timeout=60s")).MustSucceed();
        await Eventually.SucceedsAsync(() => KubectlAsync("get", "node", "sim-9", "-o", "jsonpath={.spec.taints[*].key}"), r => r.Output.Contains("node.kubernetes.io/not-ready", StringComparison.Ordinal));

        (await KubectlAsync("annotate", "node", "sim-9", "simulated.timonier.dev/failure-")).MustSucceed();
        (await KubectlAsync("wait", "--for=condition=Ready", "node/sim-9", "--timeout=60s")).MustSucceed();
        await Eventually.SucceedsAsync(() => KubectlAsync("get", "node", "sim-9", "-o", "jsonpath={.spec.taints}"), r => r.Output.Length == 0);
    }

    private Task<CommandResult> KubectlAsync(params string[] words) => cluster.KubectlAsync(words);
}
