using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Timonier.Controllers.Framework;

/// <summary>Length and duration of every controller's queue, under upstream's names.</summary>
internal static class ControllerMetrics
{
    private static readonly Meter Meter = new("Timonier.Controllers");
    private static readonly ConcurrentDictionary<Registration, Func<int>> Lengths = new();
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>("workqueue_work_duration_seconds", "s");

    private static readonly Counter<long> Retries = Meter.CreateCounter<long>("workqueue_retries_total");

    static ControllerMetrics() => Meter.CreateObservableGauge("workqueue_depth", () =>
        Lengths.Select(l => new Measurement<int>(l.Value(), new KeyValuePair<string, object?>("name", l.Key.Name))));

    public static IDisposable Depth(string name, Func<int> length)
    {
        var registration = new Registration(name);
        Lengths[registration] = length;
        return registration;
    }

    public static void Worked(string name, TimeSpan duration) => Durations.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("name", name));

    public static void Retried(string name) => Retries.Add(1, new KeyValuePair<string, object?>("name", name));

    private sealed class Registration(string name) : IDisposable
    {
        public string Name => name;

        public void Dispose() => Lengths.TryRemove(this, out _);
    }
}
