using Timonier.Kernel;

namespace Timonier.Controllers.Framework;

/// <summary>How one look at one key ended: done, to be looked at again at a time, or failed and to be tried again.</summary>
public readonly record struct ReconcileOutcome(Status? Failure, TimeSpan? LookAgainAfter)
{
    public static ReconcileOutcome Done { get; }

    public static ReconcileOutcome After(TimeSpan? delay) => new(null, delay);

    public static ReconcileOutcome Failed(Status failure) => new(failure, null);
}
