using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.PodGarbage;

/// <summary>Clears away pods that nobody else will. One key stands for all pods.</summary>
public sealed class PodGarbageController(IClusterClient client, IEventRecorder events, int finishedLimit, TimeProvider time) : Controller<string>
{
    private const string AllPods = "pods";

    // How long a node must be missing before its pods go; it may be registering again.
    private static readonly TimeSpan Quarantine = TimeSpan.FromSeconds(40);
    private readonly ActionExecutor executor = new(client, events);
    private readonly Dictionary<string, DateTimeOffset> missingSince = new(StringComparer.Ordinal);
    private IInformer? pods, nodes;

    public override string Name => "pod-garbage-collector";
    public override int Workers => 1;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        pods = source.For(CoreResources.Pods);
        nodes = source.For(CoreResources.Nodes);
        nodes.Subscribe(change =>
        {
            if (change.New is null) queue.Add(AllPods);
        });
        pods.Subscribe(change =>
        {
            if (change.New is not { } pod) return;
            var node = pod.Spec["nodeName"u8].AsString();
            if (PodFacts.IsFinished(pod) || (node.Length == 0 ? PodFacts.IsDeleting(pod) : nodes.Snapshot.Get("", node) is null)) queue.AddAfter(AllPods, TimeSpan.FromSeconds(1));
        });
        return [pods, nodes];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        var all = pods!.Snapshot.All.ToList();
        var missing = all.Select(p => p.Spec["nodeName"u8].AsString()).Where(n => n.Length > 0 && nodes!.Snapshot.Get("", n) is null).ToHashSet(StringComparer.Ordinal);
        foreach (var returned in missingSince.Keys.Where(n => !missing.Contains(n)).ToList()) missingSince.Remove(returned);
        var gone = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in missing)
        {
            missingSince.TryAdd(node, time.GetUtcNow());
            // Our copy may lag, so the cluster itself has the last word.
            if (time.GetUtcNow() - missingSince[node] >= Quarantine
                && await client.GetAsync(CoreResources.Nodes, "", node, cancellation: cancellation) is { IsSuccess: false, Failure.IsNotFound: true }) gone.Add(node);
        }
        var plan = PodGarbagePlan.Compute(all, gone.Contains, finishedLimit);
        if (await executor.ApplyAsync(plan.Actions, cancellation) is { } refused) return ReconcileOutcome.Failed(refused);
        return ReconcileOutcome.After(missing.Count > gone.Count ? Quarantine : null);
    }
}
