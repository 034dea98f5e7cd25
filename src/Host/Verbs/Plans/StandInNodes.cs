using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Host.Verbs.Plans;

/// <summary>
/// Stands for the nodes of a cluster that is only thought: those that are ready stay so, what is placed there runs and is
/// ready a second later and runs on, and what is deleted ends. Pods that were there before keep the state that they have.
/// </summary>
internal sealed class StandInNodes(IClusterClient client, TimeProvider time, IIdSource ids)
{
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly ResourceName Leases = new("coordination.k8s.io", "v1", "leases");
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1), Renewal = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var source = new InformerSource(client, time, ids, NullLoggerFactory.Instance);
        var nodes = source.For(CoreResources.Nodes);
        var changed = Channel.CreateUnbounded<Document>();
        using var hears = source.For(CoreResources.Pods).Subscribe(change =>
        {
            if (change.New is { } pod && pod.Spec["nodeName"u8].AsString().Length > 0) changed.Writer.TryWrite(pod);
        });
        await nodes.SyncedAsync(cancellation);
        var ready = nodes.Snapshot.All.Where(IsReady).Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        try
        {
            await Task.WhenAll(RenewAsync(ready, cancellation), ActAsync(changed.Reader, ready, cancellation));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task RenewAsync(HashSet<string> ready, CancellationToken cancellation)
    {
        while (true)
        {
            foreach (var node in ready)
                await client.PatchAsync(Leases, LeaseNamespace, node, new PatchBody(PatchKind.Apply, new DraftObject
                {
                    ["apiVersion"] = "coordination.k8s.io/v1",
                    ["kind"] = "Lease",
                    ["metadata"] = new DraftObject { ["name"] = node },
                    ["spec"] = new DraftObject { ["holderIdentity"] = node, ["leaseDurationSeconds"] = 40, ["renewTime"] = ApiTime.Micro(time.GetUtcNow()) },
                }.ToDocument().Utf8), new WriteQuery { FieldManager = "kubelet" }, cancellation);
            await Task.Delay(Renewal, time, cancellation);
        }
    }

    private async Task ActAsync(ChannelReader<Document> pods, HashSet<string> ready, CancellationToken cancellation)
    {
        await foreach (var pod in pods.ReadAllAsync(cancellation))
        {
            if (!ready.Contains(pod.Spec["nodeName"u8].AsString())) continue;
            if (!pod.Metadata["deletionTimestamp"u8].IsNullOrMissing)
                await client.DeleteAsync(CoreResources.Pods, pod.Namespace, pod.Name, new DeleteQuery { GracePeriodSeconds = 0, PreconditionUid = pod.Uid }, cancellation);
            else if (pod.Status["phase"u8].AsString() is "" or "Pending" && !pod.Status["startTime"u8].Exists)
                await RunAsync(pod, cancellation);
        }
    }

    private async Task RunAsync(Document pod, CancellationToken cancellation)
    {
        await Task.Delay(Start, time, cancellation);
        var now = time.GetUtcNow();
        var conditions = new DraftArray();
        foreach (var kept in pod.Status["conditions"u8].Items) conditions.Add(kept);
        foreach (var type in (string[])["Initialized", "ContainersReady", "Ready"]) conditions.Add(new DraftObject { ["type"] = type, ["status"] = "True", ["lastTransitionTime"] = now });
        var containers = new DraftArray();
        foreach (var container in pod.Spec["containers"u8].Items)
            containers.Add(new DraftObject
            {
                ["name"] = container["name"u8],
                ["image"] = container["image"u8],
                ["imageID"] = "",
                ["ready"] = true,
                ["started"] = true,
                ["restartCount"] = 0,
                ["state"] = new DraftObject { ["running"] = new DraftObject { ["startedAt"] = now } },
            });
        await client.PatchAsync(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Merge(new DraftObject
        {
            ["metadata"] = new DraftObject { ["uid"] = pod.Uid },
            ["status"] = new DraftObject
            {
                ["phase"] = "Running",
                ["startTime"] = now,
                ["conditions"] = conditions,
                ["containerStatuses"] = containers,
            },
        }), new WriteQuery { Subresource = "status" }, cancellation);
    }

    private static bool IsReady(Document node)
    {
        foreach (var condition in node.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Ready"u8)) return condition["status"u8].TextEquals("True"u8);
        return false;
    }
}
