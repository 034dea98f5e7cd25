namespace Timonier.Shared.Bench;

/// <summary>The rows of a run, printed as RESULTS.md keeps them.</summary>
public sealed class ResultTable
{
    private readonly List<(string What, string Rate, string Cpu)> rows = [];

    public void Add(string what, string rate, string cpu) => rows.Add((what, rate, cpu));

    public void Print()
    {
        Console.WriteLine("| Measure | Result | CPU per operation |");
        Console.WriteLine("| --- | --- | --- |");
        foreach (var (what, rate, cpu) in rows)
            Console.WriteLine($"| {what} | {rate} | {cpu} |");
    }
}
