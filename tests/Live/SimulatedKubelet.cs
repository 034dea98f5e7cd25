using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Tests.Live;

/// <summary>Stands for all nodes: every pod that it is asked to run is ready at once, and gone at once when deleted.</summary>
public sealed class SimulatedKubelet(LiveCluster cluster)
{
    /// <summary>Which pods become ready; all unless told.</summary>
    public Func<Document, bool> Runs { get; set; } = _ => true;

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
            await foreach (var pod in changed.Reader.ReadAllAsync(cancellation)) await ActAsync(pod);
        }
        catch (OperationCanceledException)
        {
            // Asked to end.
        }
    }

    private async Task ActAsync(Document pod)
    {
        if (!pod.Metadata["deletionTimestamp"u8].IsNullOrMissing)
        {
            await cluster.Admin.DeleteAsync(CoreResources.Pods, pod.Namespace, pod.Name, new DeleteQuery { GracePeriodSeconds = 0, PreconditionUid = pod.Uid });
            return;
        }
        if (pod.Status["podIP"u8].Exists || !Runs(pod)) return;
        var ready = new DraftObject { ["type"] = "Ready", ["status"] = "True", ["lastTransitionTime"] = cluster.Time.GetUtcNow() };
        var status = new DraftObject { ["phase"] = "Running", ["podIP"] = "10.42.0.7", ["podIPs"] = new DraftArray([new DraftObject { ["ip"] = "10.42.0.7" }]), ["conditions"] = new DraftArray([ready]) };
        await cluster.Admin.PatchAsync(CoreResources.Pods, pod.Namespace, pod.Name, PatchBody.Merge(new DraftObject { ["status"] = status }), new WriteQuery { Subresource = "status" });
    }
}
