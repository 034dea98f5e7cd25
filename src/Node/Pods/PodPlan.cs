using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>
/// What has to happen so that the runtime matches the pod. Steps are done in this order: stop the sandbox,
/// stop containers, make a sandbox, start containers one after the other.
/// </summary>
public sealed partial record PodPlan
{
    /// <summary>Everything of the pod is to be stopped first (its sandbox is gone bad, or the pod has ended).</summary>
    public bool StopSandbox { get; init; }
    public bool CreateSandbox { get; init; }
    public uint SandboxAttempt { get; init; }
    public ImmutableArray<ContainerStop> Stop { get; init; } = [];
    public ImmutableArray<ContainerStart> Start { get; init; } = [];

    /// <summary>Containers that would be started if their back-off were over.</summary>
    public ImmutableArray<ContainerHold> Held { get; init; } = [];

    /// <summary>Nothing of the pod will run again.</summary>
    public bool Finished { get; init; }

    public bool IsIdle => !StopSandbox && !CreateSandbox && Stop.IsEmpty && Start.IsEmpty;

    /// <summary>When the plan changes by itself.</summary>
    public DateTimeOffset? LookAgainAt => Held.IsEmpty ? null : Held.Min(h => h.Until);
}

/// <param name="Message">For the Killing event.</param>
public sealed record ContainerStop(string Id, string Name, string Message, long? GraceSeconds = null);

/// <param name="Ended">When the one before it ended, if one did: the restart counts for the back-off.</param>
public sealed record ContainerStart(ContainerDefinition Definition, uint Attempt, DateTimeOffset? Ended = null);

public sealed record ContainerHold(ContainerDefinition Definition, TimeSpan Delay, DateTimeOffset Until);
