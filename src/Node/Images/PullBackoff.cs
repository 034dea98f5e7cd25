using System.Collections.Concurrent;
using Timonier.Node.Pods;

namespace Timonier.Node.Images;

/// <summary>Holds back failed pulls of one image for one pod: 10 s, doubling to 300 s.</summary>
internal sealed class PullBackoff(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string PodUid, string Image), Failure> failures = new();

    /// <summary>Why the last pull failed, while the next one has to wait; otherwise null.</summary>
    public string? Holds(string podUid, string image) =>
        failures.TryGetValue((podUid, image), out var last) && last.Until > time.GetUtcNow() ? last.Message : null;

    public void Failed(string podUid, string image, string message)
    {
        var delay = failures.TryGetValue((podUid, image), out var last) ? TimeSpan.FromTicks(Math.Min(last.Delay.Ticks * 2, CrashBackoff.Longest.Ticks)) : CrashBackoff.First;
        failures[(podUid, image)] = new(delay, time.GetUtcNow() + delay, message);
    }

    public void Succeeded(string podUid, string image) => failures.TryRemove((podUid, image), out _);

    /// <summary>When the next attempt for an image of the pod is due; null when none is held.</summary>
    public DateTimeOffset? NextTry(string podUid) => failures.Where(f => f.Key.PodUid == podUid).Select(f => (DateTimeOffset?)f.Value.Until).Min();

    public void Forget(string podUid)
    {
        foreach (var key in failures.Keys.Where(k => k.PodUid == podUid)) failures.TryRemove(key, out _);
    }

    private sealed record Failure(TimeSpan Delay, DateTimeOffset Until, string Message);
}
