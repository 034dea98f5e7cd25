using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Timonier.Api.Audit;

/// <summary>What became of audit events, under upstream's names.</summary>
internal sealed class AuditMetrics
{
    private readonly ConcurrentDictionary<string, long> lost = new(StringComparer.Ordinal);
    private readonly long[] levels = new long[4];
    private long events;
    private long rejected;

    public void Count() => Interlocked.Increment(ref events);

    public void Count(AuditLevel level) => Interlocked.Increment(ref levels[(int)level]);

    public void Reject() => Interlocked.Increment(ref rejected);

    public void Lose(string output, int count) => lost.AddOrUpdate(output, static (_, by) => by, static (_, old, by) => old + by, count);

    public void WriteTo(StringBuilder text)
    {
        Head(text, "event_total", "Events that were told.");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_audit_event_total {Volatile.Read(ref events)}\n");
        Head(text, "error_total", "Events that were lost, by the output that could not take them.");
        foreach (var (output, count) in lost.OrderBy(l => l.Key, StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"apiserver_audit_error_total{{plugin=\"{output}\"}} {count}\n");
        Head(text, "level_total", "Requests by the level at which they are told.");
        foreach (var level in Enum.GetValues<AuditLevel>()) text.Append(CultureInfo.InvariantCulture, $"apiserver_audit_level_total{{level=\"{level}\"}} {Volatile.Read(ref levels[(int)level])}\n");
        Head(text, "requests_rejected_total", "Requests that were refused since they could not be told of.");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_audit_requests_rejected_total {Volatile.Read(ref rejected)}\n");
    }

    private static void Head(StringBuilder text, string name, string help) => text.Append($"# HELP apiserver_audit_{name} {help}\n# TYPE apiserver_audit_{name} counter\n");
}
