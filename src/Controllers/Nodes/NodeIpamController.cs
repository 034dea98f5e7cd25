using System.Net;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Kernel;

namespace Timonier.Controllers.Nodes;

/// <summary>Gives nodes their pod ranges, one node after the other, so that no range is given twice.</summary>
public sealed class NodeIpamController(IClusterClient client, IEventRecorder events, IPNetwork cluster, int mask) : Controller<string>
{
    private const string AllNodes = "nodes";
    private readonly ActionExecutor executor = new(client, events);
    private readonly Dictionary<string, string> assigned = new(StringComparer.Ordinal);
    private IInformer? nodes;

    public override string Name => "node-ipam-controller";
    public override int Workers => 1;

    public override IReadOnlyList<IInformer> Watch(IInformerSource source, WorkQueue<string> queue)
    {
        nodes = source.For(CoreResources.Nodes);
        nodes.Subscribe(_ => queue.Add(AllNodes));
        return [nodes];
    }

    public override async Task<ReconcileOutcome> ReconcileAsync(string key, CancellationToken cancellation)
    {
        var all = nodes!.Snapshot.All.ToList();
        foreach (var name in assigned.Keys.ToList())
            if (nodes.Snapshot.Get("", name) is not { } node || node.Spec["podCIDR"u8].AsString().Length > 0) assigned.Remove(name);
        foreach (var (node, cidr, write) in NodeIpamPlan.Compute(all, assigned, cluster, mask))
        {
            if (await executor.ApplyAsync([write], cancellation) is { } refused) return ReconcileOutcome.Failed(refused);
            assigned[node] = cidr;
        }
        return ReconcileOutcome.Done;
    }
}
