namespace Timonier.Scheduling.Queue;

public sealed partial class SchedulingQueue
{
    private static WaitingPod Taken(WaitingPod waiting)
    {
        waiting.State = WaitingState.Taken;
        waiting.Attempts++;
        return waiting;
    }

    private void Activate(WaitingPod waiting)
    {
        asleep.Remove(waiting);
        waiting.State = WaitingState.Active;
        var (first, then) = waiting.Profile.Sort.KeyOf(waiting.Request.Priority, waiting.Since);
        active.Enqueue(waiting, (first, then, turns++));
    }

    private void Help(WaitingPod waiting)
    {
        if (waiting.NotBefore <= time.GetUtcNow())
        {
            Activate(waiting);
            return;
        }
        asleep.Remove(waiting);
        waiting.State = WaitingState.BackingOff;
        backingOff.Enqueue(waiting, (waiting.NotBefore, turns++));
        SetAlarm(waiting, waiting.NotBefore);
    }

    private void SetAlarm(WaitingPod waiting, DateTimeOffset at)
    {
        waiting.WakeAt = at;
        alarms.Enqueue(waiting, at);
    }

    private void Ring()
    {
        while (NextAlarm() is { } at && at <= time.GetUtcNow()) Activate(alarms.Dequeue());
    }

    /// <summary>Drops alarms of pods that are gone, awake, or to be woken at another time.</summary>
    private DateTimeOffset? NextAlarm()
    {
        while (alarms.TryPeek(out var waiting, out var at))
        {
            if (IsPresent(waiting) && waiting.WakeAt == at && waiting.State is WaitingState.Asleep or WaitingState.BackingOff or WaitingState.Retrying) return at;
            alarms.Dequeue();
        }
        return null;
    }

    private bool IsIn(WaitingPod waiting, WaitingState state) => waiting.State == state && IsPresent(waiting);

    private bool IsPresent(WaitingPod waiting) => pods.TryGetValue(waiting.Request.Uid, out var present) && present == waiting;

    private TimeSpan BackoffOf(WaitingPod waiting)
    {
        var delay = firstBackoff * Math.Pow(2, Math.Min(waiting.Attempts - 1, 20));
        return delay < lastBackoff ? delay : lastBackoff;
    }
}
