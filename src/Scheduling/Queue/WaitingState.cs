namespace Timonier.Scheduling.Queue;

/// <summary>Where in the queue a pod is.</summary>
internal enum WaitingState
{
    /// <summary>Being decided or bound.</summary>
    Taken,
    Active,

    /// <summary>Helped by a change; tried when its back-off ends, or sooner when nothing else is to do.</summary>
    BackingOff,

    /// <summary>Its last attempt broke; tried when its back-off ends and not before.</summary>
    Retrying,

    /// <summary>Refused; waits for a change that helps.</summary>
    Asleep,

    /// <summary>Not to be tried yet.</summary>
    Gated,
}
