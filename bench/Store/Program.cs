using Timonier.Store.Bench;

// dotnet run -c Release --project bench/Store [writes] [reads] [watches] [growth] [history] | churn | pauses
var measures = new Dictionary<string, Func<string, Task>>
{
    ["writes"] = StoreMeasures.WritesAsync,
    ["reads"] = StoreMeasures.ReadsAsync,
    ["watches"] = StoreMeasures.WatchesAsync,
    ["growth"] = StoreMeasures.GrowthAsync,
    ["history"] = StoreMeasures.HistoryAsync,
    ["churn"] = Churn.RunAsync,
    ["pauses"] = Pauses.RunAsync,
};
var folder = Directory.CreateTempSubdirectory("timonier-bench-").FullName;
try
{
    // These have tables of their own, so they are asked for by name.
    string[] alone = ["churn", "pauses"];
    if (!args.Any(alone.Contains)) Comparison.Begin();
    foreach (var name in args.Length > 0 ? args : measures.Keys.Except(alone))
        await measures[name](folder);
}
finally
{
    Directory.Delete(folder, recursive: true);
}
