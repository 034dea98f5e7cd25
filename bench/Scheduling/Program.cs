using Timonier.Scheduling.Bench;

var folder = Directory.CreateTempSubdirectory("timonier-scheduling-bench-").FullName;
try
{
    // The first round pays for the just-in-time compiler and is not shown.
    await SchedulingMeasures.RunAsync(Path.Combine(folder, "first"), nodes: 100, pods: 500);
    var table = new ResultTable();
    SchedulingMeasures.Decisions(table, nodes: 1_000, pods: 5_000);
    (await SchedulingMeasures.RunAsync(Path.Combine(folder, "second"), nodes: 1_000, pods: 5_000)).AddTo(table);
    table.Print();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
