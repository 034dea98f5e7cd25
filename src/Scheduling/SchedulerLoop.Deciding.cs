using Timonier.Client.Events;
using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Metrics;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    private void Decide(WaitingPod waiting, CancellationToken cancellation)
    {
        var (pod, profile) = (waiting.Request, waiting.Profile);
        if (cluster.Nodes.PlaceOf(pod.Uid) is not null) return;
        var began = time.GetTimestamp();
        var search = SchedulingPlan.Find(pod, profile, cluster, start);
        if (cluster.Nodes.Rows.Count > 0) start = (start + search.Looked) % cluster.Nodes.Rows.Count;
        if (search.Fitting.Count == 0)
        {
            Refuse(waiting, SchedulingPlan.Refuse(search, profile, cluster), cancellation);
            metrics.Attempted(SchedulerMetrics.Unschedulable, profile.SchedulerName, time.GetElapsedTime(began));
            return;
        }
        var chosen = SchedulingPlan.Choose(search, profile, cluster, ids.NextDouble());
        metrics.Decided(time.GetElapsedTime(began));
        Accept(waiting, chosen, cancellation);
    }

    private void Accept(WaitingPod waiting, NodeRow row, CancellationToken cancellation)
    {
        var (pod, profile) = (waiting.Request, waiting.Profile);
        foreach (var plugin in profile.Reserves)
        {
            if (plugin.Reserve(pod, row, cluster) is not { } refusal) continue;
            Release(pod, profile);
            var reasons = new ReasonCounts();
            reasons.Add(refusal, 1);
            Refuse(waiting, Failed(pod, reasons.Tell(cluster.Nodes.Rows.Count)) with { Plugins = new HashSet<string>(StringComparer.Ordinal) { refusal.Plugin } }, cancellation);
            return;
        }
        cluster.Nodes.Place(pod, row.Name);
        cluster.Nominated.Remove(pod.Uid);
        // Who came to be is news to those who want to be near.
        queue.Wake(new ClusterChange(ChangeOf.AssignedPod, null, pod.Pod) { Pod = pod, Row = row });
        _ = BindAsync(waiting, row.Name, cancellation);
    }

    private void Refuse(WaitingPod waiting, DecisionRecord decision, CancellationToken cancellation)
    {
        var pod = waiting.Request;
        decisions[pod.Uid] = decision;
        queue.Sleep(pod.Uid, decision.Plugins);
        events[waiting.Profile.SchedulerName].Record(ObjectReference.To(pod.Pod), "Warning", "FailedScheduling", decision.Message);
        var promised = decision.Rescue?.Node ?? "";
        var before = cluster.Nominated.PlaceOf(pod.Uid);
        if (promised.Length > 0) cluster.Nominated.Put(pod, promised);
        _ = MarkAsync(pod, "Unschedulable", decision.Message, promised.Length > 0 && promised != before ? promised : null, cancellation);
        if (decision.Rescue is { } rescue) Preempt(waiting, rescue, cancellation);
    }

    private DecisionRecord Failed(PodRequest pod, string message) => new(pod.Namespace, pod.Name, pod.Uid, time.GetUtcNow()) { Message = message };

    private void Release(PodRequest pod, Profile profile)
    {
        foreach (var plugin in profile.Reserves) plugin.Release(pod, cluster);
    }
}
