using System.Diagnostics;
using System.Globalization;
using Timonier.Cluster.Bench;
using Timonier.EndToEnd.Tests.Cluster;

// What a person waits for, measured on the executable that E2E_EXECUTABLE names (default: the debug build):
//   ./build && dotnet build tests/images && E2E_EXECUTABLE=$PWD/artifacts/timonier dotnet run --project bench/Cluster
// and the same of simulated nodes and pods, so many of each: ... --project bench/Cluster -- simulated 1000 30000
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["simulated", var nodes, var pods])
{
    await SimulatedScale.MeasureAsync(int.Parse(nodes), int.Parse(pods));
    return;
}
await TestImages.BuildAsync();
var clock = Stopwatch.StartNew();
await using var cluster = await ClusterUnderTest.StartAsync("bench");
Report.Line("exec to ready, first start, empty folder", $"{clock.Elapsed.TotalMilliseconds:F0} ms");

foreach (var image in TestImages.All) await cluster.ImportAsync(image);
(await cluster.KubectlAsync("wait", "--for=condition=Ready", "node/bench", "--timeout=60s")).MustSucceed();
Report.Line("exec to node Ready and images imported", $"{clock.Elapsed.TotalMilliseconds:F0} ms");

await Restarts.MeasureAsync(cluster, "few objects");
await Idle.MeasureAsync(cluster);
await HundredPods.MeasureAsync(cluster);
await Restarts.MeasureAsync(cluster, "100 pods running");
