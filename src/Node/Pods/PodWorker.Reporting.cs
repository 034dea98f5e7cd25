using Timonier.Client;
using Timonier.Contracts.Cluster;
namespace Timonier.Node.Pods;

internal sealed partial class PodWorker
{
    private readonly DateTimeOffset startTime;
    private Document? written;

    /// <summary>Writes those fields of the status that differ from what the API has.</summary>
    private async Task ReportAsync(CancellationToken cancellation)
    {
        // Of a pod that has ended and left nothing in the runtime, the last word stands.
        if (removed || (Observed.Containers.IsEmpty && (pod.IsFinished || rejection is not null))) return;
        var now = pod;
        var status = new PodStatusBuilder(new PodStatusInput(now, Observed, tools.Node, tools.Time.GetUtcNow())
        {
            StartTime = startTime,
            Waiting = waiting,
            IsStarted = c => now.Find(c.Name) is not { HasStartupProbe: true } || probes.StartupPassed.Contains(c.Id),
            IsReady = probes.IsReady,
            Terminating = now.IsDeleting || finished,
        }).Build();
        var known = written is not null && string.Equals(written.Uid, now.Uid, StringComparison.Ordinal) ? written.Status : now.Document.Status;
        var change = new DraftObject();
        foreach (var (name, value) in status)
            if (!Draft.DeepEquals(Draft.From(known[name]), value)) change[name] = value;
        if (change.Count == 0)
        {
            unreported = false;
            return;
        }
        await WriteAsync(now, change, cancellation);
    }

    /// <summary>True when the API has taken it; what it could not take now is written again soon.</summary>
    private async Task<bool> WriteAsync(PodDefinition now, DraftObject change, CancellationToken cancellation)
    {
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["uid"] = now.Uid }, ["status"] = change };
        var result = await tools.Client.PatchAsync(CoreResources.Pods, now.Namespace, now.Name, PatchBody.Merge(patch), new WriteQuery { Subresource = "status", FieldManager = "kubelet" }, cancellation);
        unreported = !result.IsSuccess && !result.Failure.IsNotFound && !result.Failure.IsConflict;
        if (result.IsSuccess) written = result.Value;
        return result.IsSuccess;
    }
}
