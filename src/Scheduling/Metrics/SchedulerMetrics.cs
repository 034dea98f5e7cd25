using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace Timonier.Scheduling.Metrics;

/// <summary>What the scheduler tells of itself, under upstream's names.</summary>
internal sealed class SchedulerMetrics
{
    public const string Scheduled = "scheduled", Unschedulable = "unschedulable", Error = "error";
    private readonly ConcurrentDictionary<(string Result, string Profile), DurationBuckets> attempts = new();
    private readonly ConcurrentDictionary<int, DurationBuckets> waits = new();
    private readonly DurationBuckets algorithm = new(0.001, 15);
    private long preemptions;
    private long victims;

    public void Attempted(string result, string profile, TimeSpan duration) =>
        attempts.GetOrAdd((result, profile), static _ => new DurationBuckets(0.001, 15)).Add(duration);

    public void Decided(TimeSpan duration) => algorithm.Add(duration);

    /// <summary>How long a pod took from its first sight to its node, by the number of attempts.</summary>
    public void Waited(int attempts, TimeSpan duration) => waits.GetOrAdd(Math.Min(attempts, 16), static _ => new DurationBuckets(0.01, 20)).Add(duration);

    public void Preempted(int pods)
    {
        Interlocked.Increment(ref preemptions);
        Interlocked.Add(ref victims, pods);
    }

    /// <param name="pending">Pods by the part of the queue that they are in.</param>
    public string Text(IReadOnlyList<(string Queue, int Pods)> pending)
    {
        var text = new StringBuilder();
        Head(text, "pending_pods", "gauge", "Pods without a node, by where they wait.");
        foreach (var (queue, pods) in pending) text.Append(CultureInfo.InvariantCulture, $"scheduler_pending_pods{{queue=\"{queue}\"}} {pods}\n");
        Head(text, "scheduling_attempt_duration_seconds", "histogram", "From the beginning of an attempt to its binding or refusal.");
        foreach (var (key, buckets) in attempts) buckets.AppendTo(text, "scheduler_scheduling_attempt_duration_seconds", $"profile=\"{key.Profile}\",result=\"{key.Result}\"");
        Head(text, "scheduling_algorithm_duration_seconds", "histogram", "How long decisions take.");
        algorithm.AppendTo(text, "scheduler_scheduling_algorithm_duration_seconds", "");
        Head(text, "pod_scheduling_sli_duration_seconds", "histogram", "From the first sight of a pod to its binding.");
        foreach (var (count, buckets) in waits) buckets.AppendTo(text, "scheduler_pod_scheduling_sli_duration_seconds", string.Create(CultureInfo.InvariantCulture, $"attempts=\"{(count == 16 ? "16+" : count.ToString(CultureInfo.InvariantCulture))}\""));
        Head(text, "preemption_attempts_total", "counter", "How often pods were made to go for another.");
        text.Append(CultureInfo.InvariantCulture, $"scheduler_preemption_attempts_total {Interlocked.Read(ref preemptions)}\n");
        Head(text, "preemption_victims", "counter", "Pods that were made to go.");
        text.Append(CultureInfo.InvariantCulture, $"scheduler_preemption_victims {Interlocked.Read(ref victims)}\n");
        return text.ToString();
    }

    private static void Head(StringBuilder text, string name, string type, string help) => text.Append($"# HELP scheduler_{name} {help}\n# TYPE scheduler_{name} {type}\n");
}
