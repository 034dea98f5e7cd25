namespace Timonier.Runtime.Simulated.Lives;

/// <summary>Something that happens to a container by itself.</summary>
/// <param name="At">How long after the container's start.</param>
public sealed record LifeStage(TimeSpan At)
{
    /// <summary>From now on it answers on its ports, or no longer; null: as before.</summary>
    public bool? Ready { get; init; }

    /// <summary>From now on its liveness probes succeed, or no longer; null: as before.</summary>
    public bool? Alive { get; init; }

    /// <summary>What it writes to its log; empty: nothing.</summary>
    public string Log { get; init; } = "";

    /// <summary>How often it writes that again; null: once.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>The code with which it ends; null: it does not.</summary>
    public int? Exit { get; init; }

    /// <summary>The runtime's word for that end, for example OOMKilled; empty: by the code.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Only so many of its first starts come to this; null: all.</summary>
    public int? Times { get; init; }

    public bool Happens(uint attempt) => Times is not { } most || attempt < most;
}
