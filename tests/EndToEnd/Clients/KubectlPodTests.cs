using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>What kubectl does with a running pod; one pod for all of it.</summary>
public sealed class KubectlPodTests(SharedCluster shared)
{
    private const string Box = """
        apiVersion: v1
        kind: Pod
        metadata: {name: box, labels: {app: box}}
        spec:
          terminationGracePeriodSeconds: 0
          containers:
            - {name: main, image: busybox, imagePullPolicy: Never, command: [sh, -c, 'echo one; echo two; httpd -f -p 8080 -h /etc']}
            - {name: side, image: busybox, imagePullPolicy: Never, stdin: true, command: [sh, -c, 'echo aside; cat']}
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: box}
        spec: {selector: {app: box}, ports: [{port: 80, targetPort: 8080}]}
        """;

    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task RunningPod_EveryVerb_ReachesIt(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "box");
        await terminal.RunAsync("apply -f -", Box);
        await terminal.RunAsync("wait --for=condition=Ready pod/box --timeout=60s");
        await ExecAsync(terminal);
        await LogsAsync(terminal);
        await AttachAsync(terminal);
        await CopyAsync(terminal);
        await ForwardAsync(terminal);
        await ProxyAsync(terminal);
        await DebugAsync(terminal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Run_AttachedAndRemoved_GivesOutputAndExitCode(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "run");
        var typed = await terminal.TryAsync("run typed --image=busybox --image-pull-policy=Never --restart=Never --rm -i --command -- cat", "hello\n");
        typed.ExitCode.ShouldBe(0, typed.All);
        typed.Output.ShouldStartWith("hello\npod \"typed\" deleted");
        var failing = await terminal.TryAsync("run failing --image=busybox --image-pull-policy=Never --restart=Never --rm --attach --command -- sh -c 'sleep 1; exit 3'");
        failing.ExitCode.ShouldBe(3, failing.All);
        failing.Error.ShouldContain($"pod {terminal.Namespace}/failing terminated (Error)");
        (await terminal.RunAsync("get pods -o name")).ShouldBeEmpty();
    }

    private static async Task ExecAsync(Terminal terminal)
    {
        var said = await terminal.TryAsync("exec box -c main -- sh -c 'echo out; echo err >&2; exit 3'");
        (said.Output, said.ExitCode).ShouldBe(("out\n", 3));
        said.Error.ShouldBe("err\ncommand terminated with exit code 3\n");
        (await terminal.RunAsync("exec -i box -c side -- cat", "typed")).ShouldBe("typed");
        (await terminal.RunAsync("exec service/box -c main -- hostname")).ShouldBe("box");
        (await terminal.FailAsync("exec box -c main -- absent")).ShouldMatch("^error: Internal error occurred: error executing command in container: failed to exec in container: .*\"?`?absent\"?`?");
        (await terminal.FailAsync("exec box -c absent -- ls")).ShouldBe("Error from server (BadRequest): container absent is not valid for pod box");
        (await terminal.FailAsync("exec absent -- ls")).ShouldBe("Error from server (NotFound): pods \"absent\" not found");
    }

    private static async Task LogsAsync(Terminal terminal)
    {
        // kubectl asks for the containers' logs in no order of its own.
        (await terminal.RunAsync("logs box --all-containers --prefix")).Split('\n').ShouldBe(["[pod/box/main] one", "[pod/box/main] two", "[pod/box/side] aside"], ignoreOrder: true);
        (await terminal.RunAsync("logs -l app=box --all-containers --tail=1")).Split('\n').ShouldBe(["two", "aside"], ignoreOrder: true);
        (await terminal.RunAsync("logs service/box -c main --limit-bytes=5")).ShouldBe("one\nt");
        (await terminal.RunAsync("logs box -c main --since-time=2020-01-01T00:00:00Z --timestamps --tail=1")).ShouldMatch(@"^\d{4}-\d\d-\d\dT[\d:.]+Z two$");
        (await terminal.FailAsync("logs -f -l app=box --all-containers --max-log-requests=1")).ShouldStartWith("error: you are attempting to follow 2 log streams, but maximum allowed concurrency is 1");
        (await terminal.FailAsync("logs box -c absent")).ShouldBe("error: container absent is not valid for pod box");
        (await terminal.FailAsync("logs box -c main --previous")).ShouldBe("Error from server (BadRequest): previous terminated container \"main\" in pod \"box\" not found");
    }

    private static async Task AttachAsync(Terminal terminal)
    {
        await using var attached = terminal.Start("attach -i box -c side");
        await attached.LineAsync("If you don't see a command prompt");
        await attached.Input.WriteLineAsync("to the side");
        (await attached.LineAsync("side")).ShouldBe("to the side");
        (await terminal.FailAsync("attach box -c absent")).ShouldEndWith("container absent not found in pod box");
    }

    private static async Task CopyAsync(Terminal terminal)
    {
        var folder = Directory.CreateTempSubdirectory("timonier-copy-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "in", "deep"));
        await File.WriteAllTextAsync(Path.Combine(folder, "in", "a"), "first", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "in", "deep", "b"), "second", TestContext.Current.CancellationToken);
        await terminal.RunAsync($"cp {folder}/in box:/tmp/in -c main");
        (await terminal.RunAsync("exec box -c main -- cat /tmp/in/a /tmp/in/deep/b")).ShouldBe("firstsecond");
        await terminal.RunAsync($"cp {terminal.Namespace}/box:/tmp/in {folder}/out -c main");
        (await File.ReadAllTextAsync(Path.Combine(folder, "out", "deep", "b"), TestContext.Current.CancellationToken)).ShouldBe("second");
        Directory.Delete(folder, recursive: true);
    }

    private async Task ForwardAsync(Terminal terminal)
    {
        foreach (var target in (string[])["pod/box :8080", "service/box :80"])
        {
            await using var forwarded = terminal.Start($"port-forward {target}");
            (await GetAsync(PortIn(await forwarded.LineAsync("Forwarding from 127.0.0.1")), "/passwd")).ShouldStartWith("root:x:0:0:");
        }
        await using var nobody = terminal.Start("port-forward pod/box :9");
        await shared.Cluster.FromNodeAsync("curl", "-s", $"http://127.0.0.1:{PortIn(await nobody.LineAsync("Forwarding from 127.0.0.1"))}/");
        (await nobody.LineAsync("an error occurred forwarding")).ShouldContain("error forwarding port 9 to pod");
    }

    private async Task ProxyAsync(Terminal terminal)
    {
        await using var proxy = terminal.Start("proxy --port=0");
        var port = PortIn(await proxy.LineAsync("Starting to serve on"));
        var api = $"/api/v1/namespaces/{terminal.Namespace}";
        (await GetAsync(port, "/version")).ShouldContain("\"minor\": \"36\"");
        (await GetAsync(port, $"{api}/pods/box:8080/proxy/passwd")).ShouldStartWith("root:x:0:0:");
        (await GetAsync(port, $"{api}/services/box:80/proxy/passwd")).ShouldStartWith("root:x:0:0:");
        (await GetAsync(port, $"{api}/pods/box:81/proxy/")).ShouldMatch("\"error trying to reach service: dial tcp [0-9.]+:81: connect: connection refused\"");
        (await GetAsync(port, "/api/v1/nodes/helm/proxy/healthz")).ShouldBe("ok");
    }

    private static async Task DebugAsync(Terminal terminal)
    {
        await terminal.RunAsync("debug box -c looker --image=busybox --image-pull-policy=Never --target=main --profile=general -- sh -c 'ps; sleep 600'");
        await Eventually.SucceedsAsync(() => terminal.TryAsync("get pod box -o 'jsonpath={.status.ephemeralContainerStatuses[?(@.name==\"looker\")].state.running.startedAt}'"), r => r.Output.Length > 0);
        await Eventually.SucceedsAsync(() => terminal.TryAsync("logs box -c looker"), r => r.Output.Contains("httpd -f -p 8080", StringComparison.Ordinal));
        (await terminal.RunAsync("exec box -c looker -- echo here")).ShouldBe("here");
        (await terminal.RunAsync("describe pod box")).ShouldMatch(@"(?s)Ephemeral Containers:\n  looker:\n.*State: +Running");

        await terminal.RunAsync("debug box --copy-to=copy --set-image=*=busybox --same-node --profile=general");
        await terminal.RunAsync("wait --for=condition=Ready pod/copy --timeout=60s");
        await terminal.RunAsync("debug node/helm --image=busybox --image-pull-policy=Never --profile=general -- ls /host");
        var debugger = (await terminal.RunAsync("get pods -o name")).Split('\n').Single(name => name.StartsWith("pod/node-debugger-", StringComparison.Ordinal));
        await Eventually.SucceedsAsync(() => terminal.TryAsync($"logs {debugger}"), r => r.Output.Contains("etc\n", StringComparison.Ordinal));
        await terminal.RunAsync("delete pods --all --force --grace-period=0");
    }

    private async Task<string> GetAsync(int port, string path) => (await shared.Cluster.FromNodeAsync("curl", "-s", $"http://127.0.0.1:{port}{path}")).MustSucceed();

    private static int PortIn(string line) => int.Parse(line.Split(' ').First(w => w.StartsWith("127.0.0.1:", StringComparison.Ordinal))["127.0.0.1:".Length..], System.Globalization.CultureInfo.InvariantCulture);
}
