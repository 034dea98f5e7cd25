using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>coordination.k8s.io</c>.</summary>
internal static class LeaseRules
{
    public static readonly KindRules[] Kinds = [new("coordination.k8s.io", "Lease", l => Lease(l["spec"])), new("coordination.k8s.io", "LeaseCandidate", c => Candidate(c["spec"]))];

    private static void Lease(Place spec)
    {
        if (spec["leaseDurationSeconds"].Exists && spec["leaseDurationSeconds"].Number <= 0) spec["leaseDurationSeconds"].Invalid("must be greater than 0");
        spec["leaseTransitions"].NotNegative();
        if (spec["strategy"].Exists) Strategy(spec["strategy"]);
        if (spec["preferredHolder"].Text.Length > 0 && spec["strategy"].Text.Length == 0) spec["preferredHolder"].Forbidden("may only be specified when `strategy` is defined");
    }

    private static void Strategy(Place strategy)
    {
        if (strategy.Text == "OldestEmulationVersion") return;
        // Others name their own, and say whose it is.
        if (!strategy.Text.Contains('/', StringComparison.Ordinal)) strategy.NotSupported("OldestEmulationVersion");
        else LabelKey(strategy);
    }

    private static void Candidate(Place spec)
    {
        spec.RequiredTexts("leaseName", "binaryVersion");
        if (spec["strategy"].Text.Length == 0) spec["strategy"].Required();
        else Strategy(spec["strategy"]);
        spec["leaseName"].Immutable();
    }
}
