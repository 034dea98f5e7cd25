using System.Collections.Concurrent;
using Timonier.Client.Events;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

internal sealed partial class PodVolumes
{
    private readonly ConcurrentDictionary<string, LivePod> live = new(StringComparer.Ordinal);

    /// <summary>One that has ended needs it no more.</summary>
    public void Follow(PodDefinition pod, Action unmade, CancellationToken cancellation)
    {
        if (pod.IsFinished)
        {
            Leave(pod.Uid);
            return;
        }
        if (live.TryGetValue(pod.Uid, out var present))
        {
            present.Update(pod);
            return;
        }
        var added = live[pod.Uid] = new LivePod(pod, unmade, tools.Time, cancellation);
        added.Watch(watches);
        _ = added.RunAsync(RefreshAsync, Report, tools.Logger);
        // An agent that has just begun looks at what an earlier one left.
        if (Directory.Exists(node.PodDirectory(pod.Uid))) added.Look();
    }

    public void Leave(string uid)
    {
        if (live.TryRemove(uid, out var gone)) gone.Dispose();
    }

    private async Task RefreshAsync(LivePod follower, CancellationToken cancellation)
    {
        var pod = follower.Pod;
        using var turn = await TurnAsync(pod.Uid, cancellation);
        DateTimeOffset? next = null;
        var unmade = false;
        foreach (var volume in pod.Spec["volumes"u8].Items)
        {
            if (!IsMadeFromObjects(volume)) continue;
            // The first making belongs to the pod's start, which reports its own failures.
            if (!FileTree.IsWritten(PathOf(pod, volume))) unmade = true;
            else next = Sooner(next, await AttemptAsync(pod, volume, cancellation));
        }
        follower.LookAt(next);
        if (unmade) follower.Unmade();
    }

    private void Report(LivePod follower, VolumeException e) =>
        tools.Events.Record(ObjectReference.To(follower.Pod.Document), "Warning", "FailedMount", e.Message);

    /// <summary>One at a time works on a pod's directory.</summary>
    private async Task<IDisposable> TurnAsync(string uid, CancellationToken cancellation)
    {
        var gate = gates.GetOrAdd(uid, _ => new SemaphoreSlim(1));
        await gate.EnterAsync(cancellation);
        return new Turn(gate);
    }

    private sealed class Turn(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}
