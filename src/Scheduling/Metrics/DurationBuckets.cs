using System.Globalization;
using System.Text;

namespace Timonier.Scheduling.Metrics;

/// <summary>Durations counted in buckets that double, as Prometheus wants them.</summary>
internal sealed class DurationBuckets(double first, int buckets)
{
    private readonly Lock gate = new();
    private readonly long[] counts = new long[buckets + 1];
    private double sum;

    public void Add(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var bucket = 0;
        for (var bound = first; bucket < buckets && seconds > bound; bound *= 2) bucket++;
        lock (gate)
        {
            counts[bucket]++;
            sum += seconds;
        }
    }

    /// <param name="text">Where to.</param>
    /// <param name="name">The metric.</param>
    /// <param name="labels">Its labels, as <c>result="scheduled"</c>, or nothing.</param>
    public void AppendTo(StringBuilder text, string name, string labels)
    {
        var before = labels.Length == 0 ? "" : labels + ",";
        var braces = labels.Length == 0 ? "" : $"{{{labels}}}";
        lock (gate)
        {
            var (total, bound) = (0L, first);
            for (var i = 0; i < buckets; i++, bound *= 2)
                text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"{bound}\"}} {total += counts[i]}\n");
            text.Append(CultureInfo.InvariantCulture, $"{name}_bucket{{{before}le=\"+Inf\"}} {total += counts[buckets]}\n{name}_sum{braces} {sum}\n{name}_count{braces} {total}\n");
        }
    }
}
