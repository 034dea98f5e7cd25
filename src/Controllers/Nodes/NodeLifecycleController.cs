using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Nodes;

/// <summary>
/// Watches nodes by their Leases. Silence is measured by our clock from the last change we saw, so that neither
/// a wrong clock on a node nor a restart of this controller makes a healthy node lost.
/// </summary>
public sealed class NodeLifecycleController(IClusterClient client, IEventRecorder events, ControllersConfig config, TimeProvider time) : Controller<ObjectKey>
{
    private const string LeaseNamespace = "kube-node-lease";
    private readonly ActionExecutor executor = new(client, events);
    private readonly ZoneHealth zones = new();
    private readonly EvictionPace pace = new(time);
    private readonly TaintSightings sightings = new();
    private readonly Lock gate = new();
    private readonly Dictionary<string, (string Status, string Lease, DateTimeOffset At)> heard = new(StringComparer.Ordinal);
    private IInformer? nodes, leases, pods;

    public override string Name => "node-controller";

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        nodes = source.For(CoreResources.Nodes);
        leases = source.For(CoreResources.Leases);
        pods = source.For(CoreResources.Pods);
        nodes.Subscribe(change => HeardNode(change, queue));
        leases.Subscribe(change =>
        {
            if (change.New is not { } lease || lease.Namespace != LeaseNamespace) return;
            Hear(lease.Name, null, lease.ResourceVersion);
            // Only for a node that was thought lost is a renewal news; else the deadline just moves.
            if (nodes.Snapshot.Get("", lease.Name) is { } node && NodeHealthPlan.IsLost(node)) queue.Add(new ObjectKey("", lease.Name));
        });
        pods.Subscribe(change =>
        {
            if (change.New?.Spec["nodeName"u8].AsString() is { Length: > 0 } name && nodes.Snapshot.Get("", name) is { } node && HasNoExecute(node)) queue.Add(new ObjectKey("", name));
        });
        return [nodes, leases, pods];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        if (nodes!.Snapshot.Get("", key.Name) is not { } node) return ReconcileOutcome.Done;
        var now = time.GetUtcNow();
        DateTimeOffset lastHeard;
        lock (gate) lastHeard = heard.TryGetValue(key.Name, out var sign) ? sign.At : now;
        var grace = PodFacts.Condition(node, "Ready"u8).Exists ? config.NodeMonitorGracePeriod : config.NodeStartupGracePeriod;
        var left = lastHeard + grace - now;
        // Looked for only where it matters: most words of a node are signs of life, and a cluster has many pods.
        var mine = pods!.Snapshot.All.Where(p => p.Spec["nodeName"u8].AsString() == key.Name);
        if (left <= TimeSpan.Zero && NodeHealthPlan.Silence(node, now) is { } silence)
        {
            executor.Record(new EventNote(ObjectReference.To(node), "Normal", "NodeNotReady", $"Node {node.Name} status is now: NodeNotReady"));
            var notReady = mine.Select(p => NodeHealthPlan.NotReady(p, now)).OfType<PlanAction>();
            return await Outcome([silence, .. notReady], null, cancellation);
        }
        var (expulsion, turn) = Expel(node);
        var again = Earliest(turn, left > TimeSpan.Zero ? left : null);
        if (NodeHealthPlan.Taints(node, expulsion, now) is { } taints)
        {
            var written = await Outcome([taints], again, cancellation);
            if (written.Failure is not null && expulsion == Expulsion.Allowed) pace.GiveBack(ZoneHealth.ZoneOf(node));
            return written;
        }
        var eviction = EvictionPlan.Compute(node, mine, sightings.Look(node, now), now);
        again = Earliest(eviction.LookAgainAfter, again);
        return await Outcome(eviction.Actions, again, cancellation);
    }

    /// <summary>Whether pods must leave a node that is not ready, and when it may get its turn if not yet.</summary>
    private (Expulsion Expulsion, TimeSpan? Turn) Expel(Document node)
    {
        if (zones.IsAllLost) return (Expulsion.Forbidden, null);
        if (!NodeHealthPlan.IsUnhealthy(node) || NodeHealthPlan.IsExpelling(node)) return (Expulsion.Standing, null);
        var zone = ZoneHealth.ZoneOf(node);
        var wait = pace.Take(zone, zones.RateOf(zone));
        return wait == TimeSpan.Zero ? (Expulsion.Allowed, null) : (Expulsion.Standing, wait);
    }

    private void HeardNode(ObjectChange change, WorkQueue<ObjectKey> queue)
    {
        if (change.New is { } node)
        {
            Hear(node.Name, Heartbeat(node), null);
            if (change.Old is null) Tell(node, "RegisteredNode", $"Registered Node {node.Name} in Controller");
        }
        else
        {
            lock (gate) heard.Remove(change.Any.Name);
            sightings.Forget(change.Any.Name);
            Tell(change.Any, "RemovingNode", $"Removing Node {change.Any.Name} from Controller");
        }
        var wereAllLost = zones.IsAllLost;
        if (zones.Note(change))
        {
            // Silence that ends everywhere at once was ours: everyone gets time to be heard again.
            if (wereAllLost && !zones.IsAllLost) HearAll();
            foreach (var other in nodes!.Snapshot.All)
                if (!PodFacts.IsReady(other)) queue.Add(ObjectKey.Of(other));
        }
        queue.Add(ObjectKey.Of(change.Any));
    }

    private void Tell(Document node, string reason, string what) =>
        executor.Record(new EventNote(ObjectReference.To(node), "Normal", reason, $"Node {node.Name} event: {what}"));

    private void HearAll()
    {
        lock (gate)
            foreach (var name in heard.Keys.ToList()) heard[name] = heard[name] with { At = time.GetUtcNow() };
    }

    private async Task<ReconcileOutcome> Outcome(IEnumerable<PlanAction> actions, TimeSpan? again, CancellationToken cancellation) =>
        await executor.ApplyAsync(actions, cancellation) is { IsNotFound: false } refused ? ReconcileOutcome.Failed(refused) : ReconcileOutcome.After(again);

    private static TimeSpan? Earliest(TimeSpan? x, TimeSpan? y) => x is null ? y : y is null || x < y ? x : y;

    private void Hear(string node, string? status, string? lease)
    {
        lock (gate)
        {
            var known = heard.TryGetValue(node, out var before);
            var now = (Status: status ?? before.Status ?? "", Lease: lease ?? before.Lease ?? "");
            if (!known || now.Status != before.Status || now.Lease != before.Lease) heard[node] = (now.Status, now.Lease, time.GetUtcNow());
        }
    }

    private static string Heartbeat(Document node) => PodFacts.Condition(node, "Ready"u8)["lastHeartbeatTime"u8].AsString();

    private static bool HasNoExecute(Document node)
    {
        foreach (var taint in node.Spec["taints"u8].Items)
            if (taint["effect"u8].TextEquals("NoExecute"u8)) return true;
        return false;
    }
}
