using System.Diagnostics;
using System.Globalization;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Cluster.Bench;

/// <summary>A server with many simulated nodes: what they cost at rest, what each pod costs, and what users feel meanwhile.</summary>
internal static class SimulatedScale
{
    private const int PodsOfADeployment = 500;
    private const int Requests = 500;
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(40);

    public static async Task MeasureAsync(int nodes, int pods)
    {
        var clock = Stopwatch.StartNew();
        await using var cluster = await ClusterUnderTest.StartOnDiskAsync("scale", "--no-agent", "--simulated-nodes", Text(nodes), "--log-level", "Warning");
        await Eventually.SucceedsAsync(() => ReadinessAsync(cluster), n => n.ExitCode == 0 && Words(n.Output, "True") >= nodes, 900);
        Report.Line($"{nodes} nodes, exec to all Ready", $"{clock.Elapsed.TotalSeconds:F1} s, {Idle.CpuSeconds(cluster.ServerPid):F1} s CPU");
        await RestAsync(cluster, $"{nodes} nodes without pods");

        var (cpu, memory) = (Idle.CpuSeconds(cluster.ServerPid), Idle.ResidentMegabytes(cluster.ServerPid));
        clock.Restart();
        for (var made = 0; made < pods; made += PodsOfADeployment)
            await cluster.ApplyAsync("default", Manifest(made / PodsOfADeployment, Math.Min(PodsOfADeployment, pods - made)));
        await LatencyAsync(cluster, "while pods start");
        for (var made = 0; made < pods; made += PodsOfADeployment)
            (await cluster.KubectlAsync(["rollout", "status", $"deployment/load-{made / PodsOfADeployment}", "--timeout=3000s"], null, limitSeconds: 3000)).MustSucceed();
        var took = clock.Elapsed.TotalSeconds;
        Report.Line($"{pods} pods, apply to all Ready", $"{took:F1} s, {pods / took:F0} a second, {1e3 * (Idle.CpuSeconds(cluster.ServerPid) - cpu) / pods:F2} ms CPU a pod");
        await RestAsync(cluster, $"{nodes} nodes with {pods} pods");
        Report.Line("memory a pod", $"{1024 * (Idle.ResidentMegabytes(cluster.ServerPid) - memory) / pods:F1} KB");
        await LatencyAsync(cluster, "at rest");
    }

    private static async Task RestAsync(ClusterUnderTest cluster, string what)
    {
        await Task.Delay(Settle);
        var before = Idle.CpuSeconds(cluster.ServerPid);
        await Task.Delay(Watch);
        Report.Line($"{what}, CPU at rest", $"{100 * (Idle.CpuSeconds(cluster.ServerPid) - before) / Watch.TotalSeconds:F1} % of a core");
        Report.Line($"{what}, memory (resident)", $"{Idle.ResidentMegabytes(cluster.ServerPid):F0} MB");
    }

    /// <summary>Single requests one after the other on one connection, as somebody with kubectl feels them.</summary>
    private static async Task LatencyAsync(ClusterUnderTest cluster, string when)
    {
        var token = (await cluster.KubectlAsync("create", "token", "default", "-n", "kube-system")).MustSucceed().Trim();
        await cluster.KubectlAsync("create", "clusterrolebinding", "bench", "--clusterrole=cluster-admin", "--serviceaccount=kube-system:default");
        var server = $"https://{NetworkNamespace.Address}:6443";
        string[] common = ["curl", "-sk", "-o", "/dev/null", "-w", "%{time_total} %{http_code}\\n", "-H", $"Authorization: Bearer {token}"];
        var reads = await cluster.RunClientAsync([.. common, $"{server}/api/v1/nodes/sim-0?n=[1-{Requests}]"], limitSeconds: 600);
        var writes = await cluster.RunClientAsync([.. common, "-X", "PATCH", "-H", "Content-Type: application/merge-patch+json", "-d", "{\"metadata\":{\"annotations\":{\"bench\":\"" + when + "\"}}}",
            $"{server}/api/v1/namespaces/kube-system?n=[1-{Requests}]"], limitSeconds: 600);
        Report.Line($"GET of a node {when}", Shares(reads.Output));
        Report.Line($"PATCH of a namespace {when}", Shares(writes.Output));
    }

    private static string Shares(string output)
    {
        var seconds = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).Where(l => l is [_, "200"]).Select(l => double.Parse(l[0], CultureInfo.InvariantCulture)).Order().ToArray();
        return seconds.Length < Requests * 9 / 10 ? $"only {seconds.Length} of {Requests} were answered" : $"p50 {1e3 * seconds[seconds.Length / 2]:F1} ms, p99 {1e3 * seconds[seconds.Length * 99 / 100]:F1} ms";
    }

    private static Task<CommandResult> ReadinessAsync(ClusterUnderTest cluster) =>
        cluster.KubectlAsync(["get", "nodes", "-o", "jsonpath={.items[*].status.conditions[?(@.type==\"Ready\")].status}"], null, limitSeconds: 300);

    private static int Words(string text, string word) => text.Split(' ').Count(w => w == word);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Manifest(int number, int replicas) => $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: load-{{number}}
        spec:
          replicas: {{replicas}}
          strategy:
            rollingUpdate: {maxSurge: 0, maxUnavailable: 100%}
          progressDeadlineSeconds: 3600
          selector:
            matchLabels: {load: "{{number}}"}
          template:
            metadata:
              labels: {load: "{{number}}"}
            spec:
              containers:
                - name: main
                  image: registry.example/load:1
                  resources:
                    requests: {cpu: 100m, memory: 128Mi}
        """;
}
