namespace Timonier.Node.Probes;

/// <summary>A probe of a container's spec; what the spec leaves out has upstream's defaults.</summary>
public sealed record ProbeSettings(ProbeKind Kind, ProbeAction Action)
{
    public TimeSpan InitialDelay { get; init; }
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);
    public int SuccessThreshold { get; init; } = 1;
    public int FailureThreshold { get; init; } = 3;

    /// <summary>Replaces the pod's grace period when this probe kills the container.</summary>
    public TimeSpan? TerminationGrace { get; init; }

    /// <summary>Null when the container has no such probe.</summary>
    public static ProbeSettings? Of(ProbeKind kind, Place probe)
    {
        if (ProbeAction.Of(probe) is not { } action) return null;
        return new(kind, action)
        {
            InitialDelay = TimeSpan.FromSeconds(probe["initialDelaySeconds"u8].AsInt32()),
            Timeout = TimeSpan.FromSeconds(Positive(probe["timeoutSeconds"u8], 1)),
            Period = TimeSpan.FromSeconds(Positive(probe["periodSeconds"u8], 10)),
            SuccessThreshold = Positive(probe["successThreshold"u8], 1),
            FailureThreshold = Positive(probe["failureThreshold"u8], 3),
            TerminationGrace = probe["terminationGracePeriodSeconds"u8].AsInt64OrNull() is { } grace ? TimeSpan.FromSeconds(grace) : null,
        };
    }

    private static int Positive(Place number, int otherwise) => number.AsInt32() is > 0 and var value ? value : otherwise;
}
