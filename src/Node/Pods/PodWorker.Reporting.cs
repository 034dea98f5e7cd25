using System.Globalization;
using Timonier.Client;
using Timonier.Contracts.Cluster;

namespace Timonier.Node.Pods;

internal sealed partial class PodWorker
{
    private readonly DateTimeOffset startTime;
    private volatile Document? written;
    private volatile bool writing;

    /// <summary>Writes those fields of the status that differ from what the API has.</summary>
    private async Task ReportAsync(CancellationToken cancellation)
    {
        if (removed) return;
        // Of a pod that has ended and left nothing in the runtime, the last word stands.
        if (Observed.Containers.IsEmpty && (pod.IsFinished || rejection is not null))
        {
            if (pod.IsFinished) unreported = false;
            return;
        }
        var now = pod;
        var status = new PodStatusBuilder(new PodStatusInput(now, Observed, tools.Node, tools.Time.GetUtcNow())
        {
            StartTime = startTime,
            Waiting = waiting,
            IsStarted = c => now.Find(c.Name) is not { HasStartupProbe: true } || probes.StartupPassed.Contains(c.Id),
            IsReady = probes.IsReady,
            Terminating = now.IsDeleting || finished,
        }).Build();
        var known = Known.Status;
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
        var result = await SendAsync(now, patch, cancellation);
        unreported = !result.IsSuccess && !result.Failure.IsNotFound;
        if (!result.IsSuccess) return false;
        written = result.Value;
        unreported = IsOvertaken(result.Value, pod.Document);
        return true;
    }

    private async Task<ApiResult<Document>> SendAsync(PodDefinition now, DraftObject patch, CancellationToken cancellation)
    {
        writing = true;
        try
        {
            return await tools.Client.PatchAsync(CoreResources.Pods, now.Namespace, now.Name, PatchBody.Merge(patch), new WriteQuery { Subresource = "status", FieldManager = "kubelet" }, cancellation);
        }
        finally
        {
            writing = false;
        }
    }

    /// <summary>The newest that this node has seen of the pod: the answer to its own last write comes sooner than its watch tells of it, or later.</summary>
    private Document Known => written is { } last && last.Uid == pod.Uid && !IsNewer(pod.Document, last) ? last : pod.Document;

    /// <summary>
    /// Somebody else has written the status since: the node controller calls pods unready whose node was silent, and only the
    /// node can take that back.
    /// </summary>
    private static bool IsOvertaken(Document known, Document next) => IsNewer(next, known) && !next.Status.Raw.Span.SequenceEqual(known.Status.Raw.Span);

    private static bool IsNewer(Document one, Document other) =>
        long.TryParse(one.ResourceVersion, CultureInfo.InvariantCulture, out var first) && long.TryParse(other.ResourceVersion, CultureInfo.InvariantCulture, out var second) && first > second;
}
