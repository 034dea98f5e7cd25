namespace Timonier.Testing.Bench;

/// <summary>Clusters in this process, as tests have them.</summary>
internal static class ClusterMeasures
{
    private const int Rounds = 50;
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec: {containers: [{name: web, image: "registry.example/web:1"}]}
        """;

    public static async Task StartAsync(int nodes = 1)
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = nodes });
    }

    /// <summary>From the manifest to Available, in seconds.</summary>
    public static async Task<(double Seconds, double CpuMicroseconds)> DeployAsync()
    {
        await using var cluster = await TestCluster.StartAsync();
        var cpu = Environment.CpuUsage.TotalTime;
        var meter = Meter.Start();
        await cluster.ApplyAsync(Web);
        await cluster.UntilAsync("deployment/web", "Available");
        return (meter.Seconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
    }

    public static async Task StartsAsync(ResultTable table)
    {
        var all = new List<double>();
        var cpu = Meter.Start();
        for (var round = 0; round < Rounds; round++)
        {
            var meter = Meter.Start();
            await StartAsync();
            all.Add(meter.Seconds);
        }
        table.Add("start and end with one node, warm: median", Median(all), cpu.CpuPer(Rounds));
    }

    public static async Task DeploymentsAsync(ResultTable table)
    {
        var all = new List<(double Seconds, double Cpu)>();
        for (var round = 0; round < Rounds; round++) all.Add(await DeployAsync());
        table.Add("a Deployment of 3 to Available, warm: median", Median(all.Select(r => r.Seconds)), $"{all.Average(r => r.Cpu):N1} us");
    }

    public static async Task SideBySideAsync(ResultTable table, int clusters)
    {
        var meter = Meter.Start();
        await Parallel.ForAsync(0, clusters, async (_, _) => await DeployAsync());
        table.Add($"{clusters} clusters side by side, each a Deployment to Available", $"{meter.Seconds:N1} s", meter.CpuPer(clusters));
    }

    public static async Task IdleAsync(ResultTable table, int nodes, TimeSpan span)
    {
        await using var cluster = await TestCluster.StartAsync(new TestClusterOptions { Nodes = nodes });
        var meter = Meter.Start();
        await cluster.Clock.Advance(span);
        table.Add($"{span.TotalDays:N0} days of virtual time at rest, {nodes} nodes", $"{meter.Seconds * 1000:N0} ms", meter.CpuPer((long)span.TotalDays) + " a day");
    }

    private static string Median(IEnumerable<double> seconds)
    {
        var ordered = seconds.Order().ToList();
        return $"{ordered[ordered.Count / 2] * 1000:N1} ms";
    }
}
