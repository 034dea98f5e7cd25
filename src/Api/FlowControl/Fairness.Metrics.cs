using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Timonier.Api.FlowControl;

internal sealed partial class Fairness
{
    private readonly ConcurrentDictionary<(string Schema, string Level), FlowMeter> meters = new();
    private double proportion;

    /// <summary>Requests that hold seats now.</summary>
    public int Executing => table.Levels.Values.Sum(l => l.Queues.Figures().Executing);

    /// <summary>What has happened so far, in Prometheus' text form.</summary>
    public void WriteMetrics(StringBuilder text)
    {
        var flows = meters.OrderBy(m => m.Key.Level, StringComparer.Ordinal).ThenBy(m => m.Key.Schema, StringComparer.Ordinal)
            .Select(m => ($"flow_schema=\"{m.Key.Schema}\",priority_level=\"{m.Key.Level}\"", m.Value)).ToList();
        var levels = table.Levels.Values.ToList();

        Family("dispatched_requests_total", "counter", "Requests that were let in.", flows.Select(f => (f.Item1, (double)f.Value.Dispatched)));
        Family("rejected_requests_total", "counter", "Requests that were turned away.", flows.SelectMany(f =>
            f.Value.Rejected.Where(r => r.Count > 0).Select(r => ($"{f.Item1},reason=\"{r.Reason}\"", (double)r.Count))));
        Family("current_executing_requests", "gauge", "Requests at work.", flows.Select(f => (f.Item1, (double)f.Value.Executing)));
        Family("current_executing_seats", "gauge", "Seats that requests at work hold.", flows.Select(f => (f.Item1, (double)f.Value.ExecutingSeats)));
        Family("current_inqueue_requests", "gauge", "Requests that wait.", flows.Select(f => (f.Item1, (double)f.Value.Waiting)));
        Family("current_inqueue_seats", "gauge", "Seats that waiting requests want.", flows.Select(f => (f.Item1, (double)f.Value.WaitingSeats)));

        OfLevels("nominal_limit_seats", "Seats by shares alone.", l => l.Bounds.Nominal);
        OfLevels("lower_limit_seats", "Seats when all is lent that may be.", l => l.Bounds.Lower);
        OfLevels("upper_limit_seats", "Seats when all is borrowed that may be.", l => l.Bounds.Upper);
        OfLevels("current_limit_seats", "Seats now.", l => l.Spec.IsExempt ? l.Bounds.Nominal : l.Seats);
        OfLevels("demand_seats_high_watermark", "Most seats wanted at once in the last period.", l => l.Demand.Most);
        OfLevels("demand_seats_average", "Seats wanted in the last period, on average.", l => l.Demand.Mean);
        OfLevels("demand_seats_stdev", "How far demand strayed in the last period.", l => l.Demand.Spread);
        OfLevels("demand_seats_smoothed", "Seats wanted, smoothed over time.", l => l.SmoothedDemand);
        OfLevels("target_seats", "Seats that sharing aimed at.", l => l.Target);
        Family("seat_fair_frac", "gauge", "The part of the targets that could be given.", [("", proportion)]);

        Head(text, "request_wait_duration_seconds", "histogram", "Time in a queue.");
        foreach (var (labels, meter) in flows)
        {
            meter.LostWaits.WriteTo(text, Name("request_wait_duration_seconds"), "execute=\"false\"," + labels);
            meter.Waits.WriteTo(text, Name("request_wait_duration_seconds"), "execute=\"true\"," + labels);
        }
        Head(text, "request_execution_seconds", "histogram", "Time from a seat to the end; of a watch, to its first quiet moment.");
        foreach (var (labels, meter) in flows)
        {
            meter.Runs.WriteTo(text, Name("request_execution_seconds"), labels + ",type=\"regular\"");
            meter.WatchRuns.WriteTo(text, Name("request_execution_seconds"), labels + ",type=\"watch\"");
        }

        void OfLevels(string name, string help, Func<PriorityLevel, double> figure) =>
            Family(name, "gauge", help, levels.Select(l => ($"priority_level=\"{l.Spec.Name}\"", figure(l))));

        void Family(string name, string type, string help, IEnumerable<(string Labels, double Value)> values)
        {
            Head(text, name, type, help);
            foreach (var (labels, value) in values) text.Append(CultureInfo.InvariantCulture, $"{Name(name)}{(labels.Length > 0 ? $"{{{labels}}}" : "")} {value}\n");
        }
    }

    private static string Name(string name) => "apiserver_flowcontrol_" + name;

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append($"# HELP {Name(name)} {help}\n# TYPE {Name(name)} {type}\n");
}
