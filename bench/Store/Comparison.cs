using System.Globalization;

namespace Timonier.Store.Bench;

/// <summary>Rows of what was measured of both, in one run, printed as RESULTS.md keeps them.</summary>
internal static class Comparison
{
    public static void Begin()
    {
        Console.WriteLine("| Measure | Timonier | etcd | ratio | CPU per operation, Timonier | etcd |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
    }

    /// <param name="ratio">Above 1 where ours is better.</param>
    public static void Add(string what, string ours, string theirs, double ratio, string cpu = "", string theirCpu = "") =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {ours} | {theirs} | {ratio:0.0} | {cpu} | {theirCpu} |"));
}
