using Timonier.Contracts.Cluster;
using Timonier.Scheduling.Explanations;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    /// <summary>Why a pod waits, as things are now; null when it is not known. Answered between two decisions.</summary>
    public async Task<Explanation?> ExplainAsync(string @namespace, string name, CancellationToken cancellation)
    {
        var told = new TaskCompletionSource<Explanation?>(TaskCreationOptions.RunContinuationsAsynchronously);
        changes.Writer.TryWrite(() => told.TrySetResult(Explain(@namespace, name)));
        return await told.Task.WaitAsync(cancellation);
    }

    private Explanation? Explain(string @namespace, string name)
    {
        if (!informers.TryGetValue(CoreResources.Pods, out var pods) || pods.Snapshot.Get(@namespace, name) is not { } document) return null;
        var pod = PodRequest.Of(document);
        if (pod.NodeName.Length > 0) return new Explanation(pod, Verdict.Scheduled, $"it is on node {pod.NodeName}");
        if (cluster.Nodes.PlaceOf(pod.Uid) is { } place) return new Explanation(pod, Verdict.Scheduled, $"it is being bound to node {place.Node}");
        var scheduler = document.Spec["schedulerName"u8].AsString() is { Length: > 0 } own ? own : Profile.UsualName;
        return profiles.TryGetValue(scheduler, out var profile)
            ? Explanation.Of(pod, profile, cluster, decisions.TryGetValue(pod.Uid, out var last) ? last.Message : "it has not been tried yet")
            : new Explanation(pod, Verdict.Held, $"it waits for the scheduler {scheduler}, which is not one of this server's");
    }
}
