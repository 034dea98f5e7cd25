namespace Timonier.Controllers.Jobs;

/// <summary>What a Job makes of a pod's failure: the action of the first rule that fits ("" without one), whether it counts against the limits, and why the Job fails if it does.</summary>
public sealed record PodFailureVerdict(string Action, bool Counts, string? JobFailure = null)
{
    public static PodFailureVerdict Ordinary { get; } = new("", Counts: true);
}
