using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Timonier.Api.Audit;
using Timonier.Api.FlowControl;

namespace Timonier.Api.Pipeline;

/// <summary>Counts and durations of requests, under upstream's names and labels.</summary>
internal sealed class RequestMetrics
{
    private readonly ConcurrentDictionary<(RequestLabels Labels, int Code), long> counts = new();
    private readonly ConcurrentDictionary<RequestLabels, DurationHistogram> durations = new();

    private int reading;
    private int mutating;

    public void Begin(bool reads) => Interlocked.Increment(ref reads ? ref reading : ref mutating);

    public void End(bool reads) => Interlocked.Decrement(ref reads ? ref reading : ref mutating);

    public void Record(RequestLabels labels, int code, TimeSpan duration)
    {
        counts.AddOrUpdate((labels, code), 1, static (_, old) => old + 1);
        // How long a watch stands says nothing about the server.
        if (labels.Verb is not ("WATCH" or "CONNECT")) durations.GetOrAdd(labels, static _ => new DurationHistogram()).Add(duration.TotalSeconds);
    }

    public string Text(Fairness fairness, AuditMetrics? audit, long storeBytes)
    {
        var text = new StringBuilder();
        Head(text, "apiserver_current_inflight_requests", "gauge", "Requests at work now, by whether they read or write.");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_current_inflight_requests{{request_kind=\"mutating\"}} {mutating}\n");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_current_inflight_requests{{request_kind=\"readOnly\"}} {reading}\n");
        fairness.WriteMetrics(text);
        audit?.WriteTo(text);
        Head(text, "apiserver_request_duration_seconds", "histogram", "Time from a request to its answer.");
        foreach (var (labels, histogram) in durations.OrderBy(d => d.Key.ToString(), StringComparer.Ordinal)) histogram.WriteTo(text, "apiserver_request_duration_seconds", labels.ToString());
        Head(text, "apiserver_request_total", "counter", "Requests answered, by their code.");
        foreach (var ((labels, code), count) in counts.OrderBy(c => (c.Key.Labels.ToString(), c.Key.Code)))
            text.Append(CultureInfo.InvariantCulture, $"apiserver_request_total{{code=\"{code}\",{labels}}} {count}\n");
        Head(text, "apiserver_storage_size_bytes", "gauge", "Bytes of the store on disk.");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_storage_size_bytes{{storage_cluster_id=\"etcd-0\"}} {storeBytes}\n");
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
}
