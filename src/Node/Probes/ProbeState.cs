namespace Timonier.Node.Probes;

/// <summary>What the runs of one probe on one container amount to. A restarted container starts anew.</summary>
public sealed record ProbeState
{
    private ProbeState(ProbeResult verdict) => Verdict = verdict;

    /// <summary>What counts: changes only when enough runs in a row agree.</summary>
    public ProbeResult Verdict { get; private init; }

    /// <summary>The result of the latest run that counted, and how many before it were the same; null before the first.</summary>
    public ProbeResult? Last { get; private init; }
    public int Run { get; private init; }

    /// <summary>Until asked, a container is taken to be alive, not ready, and of unknown start.</summary>
    public static ProbeState Initial(ProbeKind kind) => new(kind switch
    {
        ProbeKind.Liveness => ProbeResult.Success,
        ProbeKind.Readiness => ProbeResult.Failure,
        _ => ProbeResult.Unknown,
    });

    /// <summary>With a verdict that was found before.</summary>
    public static ProbeState Known(ProbeResult verdict) => new(verdict);

    public ProbeState After(ProbeResult result, ProbeSettings settings)
    {
        if (result == ProbeResult.Unknown) return this;
        var run = Last == result ? Run + 1 : 1;
        var needed = result == ProbeResult.Success ? settings.SuccessThreshold : settings.FailureThreshold;
        return this with { Last = result, Run = run, Verdict = run >= needed ? result : Verdict };
    }
}
