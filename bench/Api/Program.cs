using Timonier.Api.Bench;

var folder = Directory.CreateTempSubdirectory("timonier-api-bench-").FullName;
try
{
    await using var server = await BenchServer.StartAsync(folder);
    // The first round pays for the just-in-time compiler and is not shown.
    await new ApiMeasures(server, new ResultTable()).CreatesAsync("first", 2_000, 32);
    var table = new ResultTable();
    var measures = new ApiMeasures(server, table);
    await measures.CreatesAsync("c", 10_000, 32);
    await measures.UpdatesAsync(10_000, 32, 10_000);
    await measures.StatusesAsync(10_000, 32, 1_000);
    await measures.AppliesAsync(10_000, 32, 1_000);
    await measures.GetsAsync(20_000, 32, 10_000);
    await measures.ListsAsync(10, "application/json", "list of 12,000 objects");
    await measures.ListsAsync(3, "application/json;as=Table;v=v1;g=meta.k8s.io", "list of 12,000 objects as a table");
    await measures.ListsAsync(10, "application/vnd.kubernetes.protobuf", "list of 12,000 objects as protobuf");
    await measures.PagesAsync(5, 500, "list of 12,000 objects in pages of 500");
    await measures.DeletesAsync("first", 2_000, 32);
    await measures.WatchesAsync(100, 2_000);
    await measures.WatchesAsync(1_000, 500);
    await measures.PodsInMemoryAsync(100_000, 64);
    table.Print();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
