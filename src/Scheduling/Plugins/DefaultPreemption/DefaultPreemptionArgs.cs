namespace Timonier.Scheduling.Plugins;

public sealed record DefaultPreemptionArgs
{
    /// <summary>0 to 100: of how many nodes at least an answer is looked for, as a share of all.</summary>
    public int MinCandidateNodesPercentage { get; init; } = 10;

    /// <summary>And in numbers.</summary>
    public int MinCandidateNodesAbsolute { get; init; } = 100;
}
