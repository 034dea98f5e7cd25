namespace Timonier.Scheduling.Plugins;

/// <summary>How room on a node becomes a score.</summary>
/// <param name="Type">LeastAllocated, MostAllocated or RequestedToCapacityRatio.</param>
public sealed record ScoringStrategy(string Type = "LeastAllocated")
{
    public IReadOnlyList<ResourceWeight> Resources { get; init; } = ResourceWeight.Usual;

    /// <summary>For RequestedToCapacityRatio, by utilization.</summary>
    public IReadOnlyList<UtilizationPoint> Shape { get; init; } = [];
}
