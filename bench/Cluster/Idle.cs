using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Cluster.Bench;

/// <summary>What a cluster without pods costs.</summary>
internal static class Idle
{
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(60);

    public static async Task MeasureAsync(ClusterUnderTest cluster)
    {
        await Task.Delay(Settle);
        var before = CpuSeconds(cluster.ServerPid);
        await Task.Delay(Watch);
        var used = CpuSeconds(cluster.ServerPid) - before;
        Report.Line("idle CPU, server with node, containerd apart", $"{100 * used / Watch.TotalSeconds:F2} % of a core");
        Report.Line("idle memory (resident), server with node", $"{ResidentMegabytes(cluster.ServerPid):F0} MB");
    }

    public static double CpuSeconds(int pid)
    {
        var fields = File.ReadAllText($"/proc/{pid}/stat").Split(") ")[1].Split(' ');
        return (long.Parse(fields[11]) + long.Parse(fields[12])) / 100.0;
    }

    public static double ResidentMegabytes(int pid) =>
        double.Parse(File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
}
