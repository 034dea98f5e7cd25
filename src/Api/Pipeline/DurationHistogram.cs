using System.Globalization;
using System.Text;

namespace Timonier.Api.Pipeline;

/// <summary>Durations in upstream's buckets, which existing dashboards expect.</summary>
/// <param name="bounds">The upper ends of the buckets, in seconds; null: those of requests.</param>
internal sealed class DurationHistogram(double[]? bounds = null)
{
    private static readonly double[] OfRequests = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.25, 1.5, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 45, 60];
    private readonly double[] bounds = bounds ?? OfRequests;
    private readonly long[] buckets = new long[(bounds ?? OfRequests).Length + 1];
    private readonly Lock gate = new();
    private long count;
    private double sum;

    public void Add(double seconds)
    {
        var at = 0;
        while (at < bounds.Length && seconds > bounds[at]) at++;
        lock (gate)
        {
            count++;
            sum += seconds;
            buckets[at]++;
        }
    }

    public void WriteTo(StringBuilder text, string name, string labels)
    {
        lock (gate)
        {
            var below = 0L;
            for (var i = 0; i < bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{bounds[i]}\"}} {below += buckets[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"+Inf\"}} {count}\n{name}_sum{{{labels}}} {sum}\n{name}_count{{{labels}}} {count}\n");
        }
    }
}
