using Timonier.Store.Bench;

// dotnet run -c Release --project bench/Store [writes] [reads] [watches] [growth] [history]
var measures = new Dictionary<string, Func<string, Task>>
{
    ["writes"] = StoreMeasures.WritesAsync,
    ["reads"] = StoreMeasures.ReadsAsync,
    ["watches"] = StoreMeasures.WatchesAsync,
    ["growth"] = StoreMeasures.GrowthAsync,
    ["history"] = StoreMeasures.HistoryAsync,
    ["churn"] = Churn.RunAsync,
};
var folder = Directory.CreateTempSubdirectory("timonier-bench-").FullName;
try
{
    // The churn takes half an hour and has a table of its own, so it is asked for by name.
    if (args is not ["churn"]) Comparison.Begin();
    foreach (var name in args.Length > 0 ? args : measures.Keys.Where(name => name != "churn"))
        await measures[name](folder);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
