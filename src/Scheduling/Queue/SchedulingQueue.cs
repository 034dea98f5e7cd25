using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Queue;

/// <summary>
/// Pods without a node: ready ones by priority and age; refused ones asleep until something changes that helps
/// them, or for 5 minutes; and gated ones.
/// </summary>
public sealed partial class SchedulingQueue(ClusterView cluster, TimeProvider time, TimeSpan firstBackoff, TimeSpan lastBackoff)
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, WaitingPod> pods = new(StringComparer.Ordinal);
    private readonly PriorityQueue<WaitingPod, (long First, long Then, long Turn)> active = new();
    private readonly PriorityQueue<WaitingPod, (DateTimeOffset At, long Turn)> backingOff = new();
    private readonly PriorityQueue<WaitingPod, DateTimeOffset> alarms = new();
    private readonly HashSet<WaitingPod> asleep = [];
    private long turns;

    public int Count => pods.Count;

    public int ActiveCount => pods.Values.Count(p => p.State == WaitingState.Active);
    public int BackoffCount => pods.Values.Count(p => p.State is WaitingState.BackingOff or WaitingState.Retrying);
    public int AsleepCount => asleep.Count;
    public int GatedCount => pods.Values.Count(p => p.State == WaitingState.Gated);

    public WaitingPod? Find(string uid) => pods.GetValueOrDefault(uid);

    /// <summary>A pod that is new or has changed; a sleeper comes back when the change is one that decisions read. Answers what holds it back at the gate.</summary>
    public Refusal? Put(PodRequest pod, Profile profile)
    {
        if (!pods.TryGetValue(pod.Uid, out var waiting))
        {
            pods[pod.Uid] = waiting = new WaitingPod(pod, profile, time.GetUtcNow());
            return Enter(waiting);
        }
        var before = waiting.Request;
        waiting.Request = pod;
        if (waiting.State == WaitingState.Gated) return Enter(waiting);
        if (AreSame(before.Pod.Spec, pod.Pod.Spec) && AreSame(before.Pod.Metadata["labels"u8], pod.Pod.Metadata["labels"u8])) return null;
        if (waiting.State == WaitingState.Asleep) Help(waiting);
        return null;
    }

    public void Remove(string uid)
    {
        if (pods.Remove(uid, out var waiting)) asleep.Remove(waiting);
    }

    /// <summary>The next pod to try; null when all wait. With nothing else to do, one that was helped need not finish its back-off.</summary>
    public WaitingPod? Take()
    {
        Ring();
        while (active.TryDequeue(out var waiting, out _))
            if (IsIn(waiting, WaitingState.Active)) return Taken(waiting);
        while (backingOff.TryDequeue(out var waiting, out _))
            if (IsIn(waiting, WaitingState.BackingOff)) return Taken(waiting);
        return null;
    }

    /// <summary>No node fits: sleep until something helps.</summary>
    public void Sleep(string uid, IReadOnlySet<string> refusers)
    {
        if (!pods.TryGetValue(uid, out var waiting)) return;
        var now = time.GetUtcNow();
        waiting.Refusers = refusers;
        waiting.NotBefore = now + BackoffOf(waiting);
        waiting.State = WaitingState.Asleep;
        asleep.Add(waiting);
        SetAlarm(waiting, now + LongestSleep);
    }

    /// <summary>The attempt broke on the way: again after the back-off.</summary>
    public void Retry(string uid)
    {
        if (!pods.TryGetValue(uid, out var waiting)) return;
        asleep.Remove(waiting);
        waiting.State = WaitingState.Retrying;
        waiting.NotBefore = time.GetUtcNow() + BackoffOf(waiting);
        SetAlarm(waiting, waiting.NotBefore);
    }

    /// <summary>Something changed: those that a plugin which refused them says it may help come back.</summary>
    public void Wake(ClusterChange change)
    {
        if (asleep.Count == 0) return;
        List<WaitingPod>? helped = null;
        foreach (var waiting in asleep)
            if (Helps(change, waiting)) (helped ??= []).Add(waiting);
        if (helped is null) return;
        foreach (var waiting in helped) Help(waiting);
    }

    /// <summary>Pods at the gate look whether it has opened, since something changed around them.</summary>
    public void TryGates()
    {
        foreach (var waiting in pods.Values.Where(p => p.State == WaitingState.Gated).ToList()) Enter(waiting);
    }

    /// <summary>How long until a pod comes back by itself; null when none does.</summary>
    public TimeSpan? NextWake() => NextAlarm() is { } at ? (at > time.GetUtcNow() ? at - time.GetUtcNow() : TimeSpan.Zero) : null;

    private Refusal? Enter(WaitingPod waiting)
    {
        foreach (var gate in waiting.Profile.Gates)
        {
            if (gate.Hold(waiting.Request, cluster) is not { } held) continue;
            waiting.State = WaitingState.Gated;
            return held;
        }
        Activate(waiting);
        return null;
    }

    private bool Helps(ClusterChange change, WaitingPod waiting)
    {
        // Who was refused by nobody waits because the cluster had no nodes.
        if (waiting.Refusers.Count == 0) return change.Of == ChangeOf.Node;
        foreach (var refuser in waiting.Refusers)
            if (!waiting.Profile.Hints.TryGetValue(refuser, out var hints) || hints.Helps(change, waiting.Request, cluster)) return true;
        return false;
    }

    private static bool AreSame(Documents.Node x, Documents.Node y) => x.Raw.Span.SequenceEqual(y.Raw.Span);
}
