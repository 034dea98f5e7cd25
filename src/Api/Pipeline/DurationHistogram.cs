using System.Globalization;
using System.Text;

namespace Timonier.Api.Pipeline;

/// <summary>Durations in upstream's buckets, which existing dashboards expect.</summary>
internal sealed class DurationHistogram
{
    private static readonly double[] Bounds = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];
    private readonly Lock gate = new();
    private readonly long[] buckets = new long[Bounds.Length];
    private long count;
    private double sum;

    public void Add(double seconds)
    {
        lock (gate)
        {
            count++;
            sum += seconds;
            for (var i = Bounds.Length - 1; i >= 0 && seconds <= Bounds[i]; i--) buckets[i]++;
        }
    }

    public void WriteTo(StringBuilder text, string name, string labels)
    {
        lock (gate)
        {
            for (var i = 0; i < Bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{Bounds[i]}\"}} {buckets[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"+Inf\"}} {count}\n{name}_sum{{{labels}}} {sum}\n{name}_count{{{labels}}} {count}\n");
        }
    }
}
