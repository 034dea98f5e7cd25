using System.Diagnostics;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.Cluster.Bench;

/// <summary>From exec to a ready API after a kill.</summary>
internal static class Restarts
{
    private const int Times = 5;

    public static async Task MeasureAsync(ClusterUnderTest cluster, string state)
    {
        var milliseconds = new List<double>();
        for (var i = 0; i < Times; i++)
        {
            await cluster.KillServerAsync();
            var clock = Stopwatch.StartNew();
            await cluster.StartServerAsync();
            milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        }
        milliseconds.Sort();
        Report.Line($"exec to ready after SIGKILL, {state}", $"best {milliseconds[0]:F0}, median {milliseconds[Times / 2]:F0} ms (the waiting verb's own start included)");
    }
}
