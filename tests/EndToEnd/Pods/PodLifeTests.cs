using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Pods;

/// <summary>How pods start, fail, are probed and end.</summary>
public sealed class PodLifeTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task FailingContainer_BacksOff_AndKeepsItsPreviousLog()
    {
        var ns = await cluster.NamespaceAsync("crash");
        await cluster.ApplyAsync(ns, Pod("crash", "command: [sh, -c, 'echo attempt; exit 3']"));
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "po", "-n", ns, "crash", "--no-headers"), r => r.Output.Contains("CrashLoopBackOff", StringComparison.Ordinal));
        (await cluster.KubectlAsync("logs", "-n", ns, "crash", "--previous")).MustSucceed().ShouldBe("attempt\n");
        (await cluster.KubectlAsync("get", "po", "-n", ns, "crash", "-o", "jsonpath={.status.containerStatuses[0].lastState.terminated.exitCode}")).MustSucceed().ShouldBe("3");
        (await cluster.KubectlAsync("get", "events", "-n", ns)).MustSucceed().ShouldContain("Back-off restarting failed container");
    }

    [Fact]
    public async Task MissingImage_WithPolicyNever_IsErrImageNeverPull()
    {
        var ns = await cluster.NamespaceAsync("no-image");
        await cluster.ApplyAsync(ns, Pod("absent", "", image: "absent"));
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "po", "-n", ns, "absent", "--no-headers"), r => r.Output.Contains("ErrImageNeverPull", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probes_DecideReadinessAndRestarts()
    {
        var ns = await cluster.NamespaceAsync("probes");
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: probed}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  command: [sh, -c, 'touch /tmp/alive; sleep 1000']
                  readinessProbe: {exec: {command: [cat, /tmp/ready]}, periodSeconds: 1}
                  livenessProbe: {exec: {command: [cat, /tmp/alive]}, periodSeconds: 1, failureThreshold: 2}
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Running", "pod/probed", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("get", "po", "-n", ns, "probed", "--no-headers")).MustSucceed().ShouldContain("0/1");
        (await cluster.KubectlAsync("exec", "-n", ns, "probed", "--", "touch", "/tmp/ready")).MustSucceed();
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/probed", "--timeout=30s")).MustSucceed();
        (await cluster.KubectlAsync("exec", "-n", ns, "probed", "--", "rm", "/tmp/alive")).MustSucceed();
        await Eventually.SucceedsAsync(
            () => cluster.KubectlAsync("get", "po", "-n", ns, "probed", "-o", "jsonpath={.status.containerStatuses[0].restartCount}"), r => r.Output == "1");
        (await cluster.KubectlAsync("get", "events", "-n", ns)).MustSucceed().ShouldContain("Liveness probe failed");
    }

    [Fact]
    public async Task InitContainers_RunInOrderBeforeTheOthers()
    {
        var ns = await cluster.NamespaceAsync("init");
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: init}
            spec:
              restartPolicy: Never
              volumes: [{name: work, emptyDir: {medium: Memory}}]
              initContainers:
                - {name: one, image: busybox, imagePullPolicy: Never, command: [sh, -c, 'echo one >> /work/log'], volumeMounts: [{name: work, mountPath: /work}]}
                - {name: two, image: busybox, imagePullPolicy: Never, command: [sh, -c, 'echo two >> /work/log'], volumeMounts: [{name: work, mountPath: /work}]}
              containers:
                - {name: main, image: busybox, imagePullPolicy: Never, command: [cat, /work/log], volumeMounts: [{name: work, mountPath: /work}]}
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Succeeded", "pod/init", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("logs", "-n", ns, "init")).MustSucceed().ShouldBe("one\ntwo\n");
    }

    [Fact]
    public async Task Hooks_RunAroundTheLifeOfAContainer()
    {
        var ns = await cluster.NamespaceAsync("hooks");
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: hooked}
            spec:
              terminationGracePeriodSeconds: 5
              volumes: [{name: host, hostPath: {path: /tmp/timonier-hooks, type: DirectoryOrCreate}}]
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  command: [sh, -c, 'trap "exit 0" TERM; while true; do sleep 1; done']
                  volumeMounts: [{name: host, mountPath: /host}]
                  lifecycle:
                    postStart: {exec: {command: [sh, -c, 'echo started > /host/log']}}
                    preStop: {exec: {command: [sh, -c, 'echo stopping >> /host/log']}}
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/hooked", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("delete", "po", "-n", ns, "hooked")).MustSucceed();
        (await File.ReadAllTextAsync("/tmp/timonier-hooks/log")).ShouldBe("started\nstopping\n");
        Directory.Delete("/tmp/timonier-hooks", recursive: true);
    }

    [Fact]
    public async Task Logs_FollowTailAndTimestamps_Work()
    {
        var ns = await cluster.NamespaceAsync("logs");
        await cluster.ApplyAsync(ns, Pod("counter", "command: [sh, -c, 'for i in 1 2 3 4 5; do echo line $i; done; sleep 2; echo end']", restartPolicy: "Never"));
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Running", "pod/counter", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("logs", "-n", ns, "counter", "--previous")).Error.ShouldBe("Error from server (BadRequest): previous terminated container \"main\" in pod \"counter\" not found\n");
        (await cluster.KubectlAsync(["logs", "-n", ns, "-f", "counter"], null, 60)).MustSucceed().ShouldBe("line 1\nline 2\nline 3\nline 4\nline 5\nend\n");
        (await cluster.KubectlAsync("logs", "-n", ns, "counter", "--tail=1")).MustSucceed().ShouldBe("end\n");
        (await cluster.KubectlAsync("logs", "-n", ns, "counter", "--timestamps", "--tail=1")).MustSucceed().ShouldMatch(@"^\d{4}-\d\d-\d\dT[\d:.]+Z end\n$");
    }

    private static string Pod(string name, string command, string image = "busybox", string restartPolicy = "Always") => $"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {name}
        spec:
          terminationGracePeriodSeconds: 1
          restartPolicy: {restartPolicy}
          containers:
            - name: main
              image: {image}
              imagePullPolicy: Never
              {command}
        """;
}
