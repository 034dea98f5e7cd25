using Timonier.Store.Bench;

var folder = Directory.CreateTempSubdirectory("timonier-bench-").FullName;
try
{
    var table = new ResultTable();
    if (args is ["etcd", var endpoint])
    {
        await EtcdMeasures.PutsAsync(new Uri(endpoint), table);
    }
    else
    {
        await StoreMeasures.PutsAsync(folder, table);
        await StoreMeasures.StartAndListAsync(folder, table);
        await StoreMeasures.WatchesAsync(folder, table);
    }

    table.Print();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
