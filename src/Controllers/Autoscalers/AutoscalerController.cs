using System.Collections.Concurrent;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.Autoscalers;

/// <summary>Keeps the number of pods of a workload where its metrics want it, with a look every 15 seconds.</summary>
public sealed class AutoscalerController(IClusterClient client, IEventRecorder events, IKindSource kinds, TimeProvider time) : Controller<ObjectKey>
{
    private readonly ActionExecutor executor = new(client, events);
    private readonly ScaleTargets targets = new(client, kinds);
    private readonly MetricsReader metrics = new(client, kinds);
    private readonly ConcurrentDictionary<ObjectKey, AutoscalerHistory> histories = new();
    private readonly ConcurrentDictionary<ObjectKey, LabelSelector> selectors = new();
    private IInformer? autoscalers, pods;

    public override string Name => "horizontalpodautoscaler";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        autoscalers = source.For(AutoscalerPlan.Autoscalers);
        pods = source.For(CoreResources.Pods);
        autoscalers.Subscribe(change =>
        {
            // What changes waits for the next look like everything else: metrics are no newer before it.
            if (change.New is { } autoscaler) queue.AddAfter(ObjectKey.Of(autoscaler), AutoscalerPlan.Period);
            else queue.Add(ObjectKey.Of(change.Any));
        });
        return [autoscalers, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (autoscalers!.Snapshot.Get(key.Namespace, key.Name) is not { } autoscaler)
        {
            histories.TryRemove(key, out _);
            selectors.TryRemove(key, out _);
            return ReconcileOutcome.Done;
        }
        // 1 the target's scale
        var (resource, scale) = await targets.FindAsync(autoscaler.Spec["scaleTargetRef"u8], key.Namespace, cancellation);
        // 2 what to do about it
        var plan = scale.IsSuccess
            ? await ThinkAsync(key, autoscaler, scale.Value, cancellation)
            : AutoscalerPlan.Unscalable(autoscaler, histories.GetValueOrDefault(key, AutoscalerHistory.Empty), scale.Failure.Message, time.GetUtcNow());
        // 3 the new size, and then what is told of it
        if (plan.Replicas is { } replicas) plan.Wrote(await executor.ApplyAsync([ScaleTargets.Resize(resource, scale.Value!, replicas)], cancellation));
        histories[key] = plan.History;
        foreach (var note in plan.Notes) executor.Record(note);
        var refused = plan.Status() is { } status ? await executor.ApplyAsync([status], cancellation) : null;
        return refused is null or { IsConflict: true } or { IsNotFound: true } ? ReconcileOutcome.After(AutoscalerPlan.Period) : ReconcileOutcome.Failed(refused);
    }

    private async Task<AutoscalerPlan> ThinkAsync(ObjectKey key, Document autoscaler, Document scale, CancellationToken cancellation)
    {
        var text = scale.Status["selector"u8].AsString();
        var selector = text.Length > 0 && LabelSelector.TryParse(text, out var parsed, out _) ? parsed : LabelSelector.Nothing;
        selectors[key] = selector;
        var own = pods!.Snapshot.InNamespace(key.Namespace).Where(p => selector.MatchesLabels(p.Metadata["labels"u8])).OrderBy(p => p.Name, StringComparer.Ordinal).ToList();
        var rivals = selectors.Where(s => s.Key.Namespace == key.Namespace && own.Exists(p => s.Value.MatchesLabels(p.Metadata["labels"u8])))
            .Select(s => $"{{{s.Key.Name} {s.Key.Namespace}}}").Order(StringComparer.Ordinal).ToList();
        var readings = new List<MetricReading>();
        foreach (var metric in new AutoscalerModel(autoscaler).Metrics) readings.Add(await metrics.ReadAsync(metric, key.Namespace, text, cancellation));
        return AutoscalerPlan.Compute(autoscaler, scale, own, rivals, readings, histories.GetValueOrDefault(key, AutoscalerHistory.Empty), time.GetUtcNow());
    }
}
