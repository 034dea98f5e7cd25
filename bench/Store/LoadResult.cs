namespace Timonier.Store.Bench;

/// <param name="Rate">Writes a second.</param>
/// <param name="Median">In milliseconds, as the others.</param>
internal sealed record LoadResult(double Rate, double Median, double Percentile99, double Longest, string Cpu)
{
    public override string ToString() => $"{Rate:N0}/s; {Median:N1}, {Percentile99:N1} ms";
}
