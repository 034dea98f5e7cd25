using Timonier.Testing.Bench;

// What a test pays for its cluster: the first of a process, then many, one after the other and side by side.
var table = new ResultTable();
var cold = Meter.Start();
await ClusterMeasures.StartAsync();
table.Add("start, the first of the process", $"{cold.Seconds * 1000:N0} ms", cold.CpuPer(1));
for (var round = 0; round < 30; round++) await ClusterMeasures.DeployAsync();
await ClusterMeasures.StartsAsync(table);
await ClusterMeasures.DeploymentsAsync(table);
await ClusterMeasures.SideBySideAsync(table, 200);
await ClusterMeasures.IdleAsync(table, nodes: 0, TimeSpan.FromDays(30));
await ClusterMeasures.IdleAsync(table, nodes: 1, TimeSpan.FromDays(1));
table.Print();
