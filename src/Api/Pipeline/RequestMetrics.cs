using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Timonier.Api.Pipeline;

/// <summary>Counts and durations of requests, under upstream's metric names.</summary>
internal sealed class RequestMetrics
{
    private static readonly double[] Bounds = [0.005, 0.025, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1, 2, 5, 10, 30, 60];
    private readonly ConcurrentDictionary<(string Verb, string Group, string Resource, int Code), long> counts = new();
    private readonly ConcurrentDictionary<(string Verb, string Group, string Resource), Histogram> durations = new();

    public void Record(string verb, string group, string resource, int code, TimeSpan duration)
    {
        counts.AddOrUpdate((verb, group, resource, code), 1, static (_, old) => old + 1);
        durations.GetOrAdd((verb, group, resource), static _ => new Histogram()).Add(duration.TotalSeconds);
    }

    public string Text(int reading, int mutating)
    {
        var text = new StringBuilder("# TYPE apiserver_request_total counter\n");
        foreach (var (key, count) in counts)
            text.Append(CultureInfo.InvariantCulture, $"apiserver_request_total{{code=\"{key.Code}\",group=\"{key.Group}\",resource=\"{key.Resource}\",verb=\"{key.Verb}\"}} {count}\n");
        text.Append("# TYPE apiserver_request_duration_seconds histogram\n");
        foreach (var (key, histogram) in durations)
            histogram.WriteTo(text, $"group=\"{key.Group}\",resource=\"{key.Resource}\",verb=\"{key.Verb}\"");
        text.Append("# TYPE apiserver_current_inflight_requests gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_current_inflight_requests{{request_kind=\"readOnly\"}} {reading}\n");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_current_inflight_requests{{request_kind=\"mutating\"}} {mutating}\n");
        return text.ToString();
    }

    private sealed class Histogram
    {
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

        public void WriteTo(StringBuilder text, string labels)
        {
            const string Name = "apiserver_request_duration_seconds";
            lock (gate)
            {
                for (var i = 0; i < Bounds.Length; i++) text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"{Bounds[i]}\"}} {buckets[i]}\n");
                text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"+Inf\"}} {count}\n{Name}_sum{{{labels}}} {sum}\n{Name}_count{{{labels}}} {count}\n");
            }
        }
    }
}
