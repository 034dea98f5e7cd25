using System.Collections.Immutable;

namespace Timonier.Node.Pods;

/// <summary>Everything the plan for one pod depends on.</summary>
public sealed record PodSituation(PodDefinition Pod, ObservedPod Observed, DateTimeOffset Now)
{
    public CrashBackoff Backoff { get; init; } = CrashBackoff.None;

    /// <summary>Container ids whose liveness or startup probe has failed for good.</summary>
    public ImmutableDictionary<string, ProbeFailure> Failing { get; init; } = ImmutableDictionary.Create<string, ProbeFailure>(StringComparer.Ordinal);

    /// <summary>Container ids whose startup probe has succeeded.</summary>
    public ImmutableHashSet<string> StartupPassed { get; init; } = ImmutableHashSet.Create<string>(StringComparer.Ordinal);
}

/// <param name="Kind">liveness or startup.</param>
/// <param name="GraceSeconds">The probe's own grace period; null: the pod's.</param>
public sealed record ProbeFailure(string Kind, long? GraceSeconds);
