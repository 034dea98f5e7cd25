using System.Globalization;
using Timonier.Controllers.Bench;

// dotnet run -c Release --project bench/Controllers [-- DEPENDENTS PODS]
var (dependents, pods) = args is [var first, var second]
    ? (int.Parse(first, CultureInfo.InvariantCulture), int.Parse(second, CultureInfo.InvariantCulture))
    : (100_000, 5_000);
var table = new ResultTable();
// The first round pays for the just-in-time compiler and is not shown.
await ControllerMeasures.CollectAsync(new ResultTable(), 500);
await ControllerMeasures.CollectAsync(table, dependents);
await ControllerMeasures.DeployAsync(table, pods);
table.Print();
