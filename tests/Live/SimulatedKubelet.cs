using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Tests.Live;

/// <summary>
/// Stands for all nodes: every pod that it is asked to run is ready at once, ends when a test says so, and is gone at
/// once when deleted.
/// </summary>
public sealed class SimulatedKubelet(LiveCluster cluster)
{
    /// <summary>Which pods become ready; all unless told.</summary>
    public Func<Document, bool> Runs { get; set; } = _ => true;

    /// <summary>Which pods it sees at all; for the others their node is silent.</summary>
    public Func<Document, bool> Acts { get; set; } = _ => true;

    /// <summary>The exit code with which the containers of a running pod end, or null while they run; asked again when the pod changes.</summary>
    public Func<Document, int?> Exits { get; set; } = _ => null;

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var source = new InformerSource(cluster.Admin, cluster.Time, cluster.Ids, NullLoggerFactory.Instance);
        var changed = Channel.CreateUnbounded<Document>();
        source.For(CoreResources.Pods).Subscribe(change =>
        {
            if (change.New is { } pod) changed.Writer.TryWrite(pod);
        });
        try
        {
            // Not ReadAllAsync, which goes on outside of the cluster's turns.
            while (await changed.Reader.WaitToReadAsync(cancellation))
                while (changed.Reader.TryRead(out var pod)) await ActAsync(pod);
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private async Task ActAsync(Document pod)
    {
        if (!Acts(pod)) return;
        var isFinished = pod.Status["phase"u8].AsString() is "Succeeded" or "Failed";
        if (!pod.Metadata["deletionTimestamp"u8].IsNullOrMissing)
        {
            // Whoever still holds the pod learns how it ended.
            if (!isFinished && pod.Metadata["finalizers"u8].Count > 0) await WriteAsync(pod, Ended(pod, 137));
            await cluster.Admin.DeleteAsync(CoreResources.Pods, pod.Namespace, pod.Name, new DeleteQuery { GracePeriodSeconds = 0, PreconditionUid = pod.Uid });
            return;
        }
        if (isFinished) return;
        if (!pod.Status["podIP"u8].Exists)
        {
            if (!Runs(pod)) return;
            await WriteAsync(pod, new DraftObject { ["phase"] = "Running", ["startTime"] = cluster.Time.GetUtcNow(), ["podIP"] = "10.42.0.7", ["podIPs"] = new DraftArray([new DraftObject { ["ip"] = "10.42.0.7" }]), ["conditions"] = Ready(pod, "True") });
        }
        else if (Exits(pod) is { } code)
        {
            if (code == 0 || pod.Spec["restartPolicy"u8].TextEquals("Never"u8)) await WriteAsync(pod, Ended(pod, code));
            else await WriteAsync(pod, new DraftObject { ["containerStatuses"] = Containers(pod, new DraftObject { ["running"] = new DraftObject() }, restarts: 1) });
        }
    }

    /// <summary>The containers of a pod end with a code, whatever the pod's restart policy.</summary>
    public Task EndAsync(Document pod, int code) => WriteAsync(pod, Ended(pod, code), ifVersion: null);

    // A pod that has changed meanwhile is left alone: its newer version is still to come.
    private Task WriteAsync(Document pod, DraftObject status) => WriteAsync(pod, status, pod.ResourceVersion);

    private Task WriteAsync(Document pod, DraftObject status, string? ifVersion)
    {
        var metadata = new DraftObject { ["uid"] = pod.Uid };
        if (ifVersion is not null) metadata["resourceVersion"] = ifVersion;
        return cluster.Admin.PatchAsync(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Merge(new DraftObject { ["metadata"] = metadata, ["status"] = status }), new WriteQuery { Subresource = "status" });
    }

    private DraftObject Ended(Document pod, int code)
    {
        var state = new DraftObject { ["terminated"] = new DraftObject { ["exitCode"] = code, ["finishedAt"] = cluster.Time.GetUtcNow() } };
        return new DraftObject { ["phase"] = code == 0 ? "Succeeded" : "Failed", ["conditions"] = Ready(pod, "False"), ["containerStatuses"] = Containers(pod, state, restarts: 0) };
    }

    /// <summary>What others have said of the pod stays.</summary>
    private DraftArray Ready(Document pod, string status)
    {
        var conditions = new DraftArray();
        foreach (var condition in pod.Status["conditions"u8].Items)
            if (!condition["type"u8].TextEquals("Ready"u8)) conditions.Add(condition);
        conditions.Add(new DraftObject { ["type"] = "Ready", ["status"] = status, ["lastTransitionTime"] = cluster.Time.GetUtcNow() });
        return conditions;
    }

    private static DraftArray Containers(Document pod, DraftObject state, int restarts)
    {
        var list = new DraftArray();
        foreach (var container in pod.Spec["containers"u8].Items)
            list.Add(new DraftObject
            {
                ["name"] = container["name"u8],
                ["image"] = container["image"u8],
                ["imageID"] = "",
                ["ready"] = false,
                ["state"] = state.Clone(),
                ["restartCount"] = pod.Status["containerStatuses"u8][list.Count]["restartCount"u8].AsInt32() + restarts,
            });
        return list;
    }
}
