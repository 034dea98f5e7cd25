using Timonier.Scheduling.Bench;

var folder = Directory.CreateTempSubdirectory("timonier-scheduling-bench-").FullName;
try
{
    var table = new ResultTable();
    if (args is ["bindings", ..])
    {
        // Only what waits and is bound, over the API: 1,000 and 5,000 nodes.
        await SchedulingMeasures.RunAsync(Path.Combine(folder, "first"), nodes: 500, pods: 5_000);
        (await SchedulingMeasures.RunAsync(Path.Combine(folder, "second"), nodes: 1_000, pods: 5_000)).AddTo(table);
        (await SchedulingMeasures.RunAsync(Path.Combine(folder, "third"), nodes: 1_000, pods: 5_000)).AddTo(table);
        (await SchedulingMeasures.RunAsync(Path.Combine(folder, "fourth"), nodes: 5_000, pods: 50_000)).AddTo(table);
        table.Print();
        return;
    }
    // The first rounds pay for the just-in-time compiler and are not shown.
    SchedulingMeasures.Decisions(new ResultTable(), "warm-up", nodes: 1_000, pods: 5_000);
    SchedulingMeasures.Decisions(new ResultTable(), "warm-up", nodes: 100, pods: 2_000, SchedulingMeasures.WithSpread);
    SchedulingMeasures.Decisions(new ResultTable(), "warm-up", nodes: 100, pods: 2_000, SchedulingMeasures.WithAffinity);
    foreach (var nodes in (int[])[1_000, 5_000])
    {
        SchedulingMeasures.Decisions(table, "plain pods", nodes, pods: 5_000);
        SchedulingMeasures.Decisions(table, "with affinity", nodes, pods: 5_000, SchedulingMeasures.WithAffinity);
        SchedulingMeasures.Decisions(table, "with spread", nodes, pods: 5_000, SchedulingMeasures.WithSpread);
    }
    if (args is ["decisions"])
    {
        table.Print();
        return;
    }
    await SchedulingMeasures.RunAsync(Path.Combine(folder, "first"), nodes: 100, pods: 500);
    (await SchedulingMeasures.RunAsync(Path.Combine(folder, "second"), nodes: 1_000, pods: 5_000)).AddTo(table);
    table.Print();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
