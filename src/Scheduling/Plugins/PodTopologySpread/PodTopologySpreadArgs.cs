namespace Timonier.Scheduling.Plugins;

public sealed record PodTopologySpreadArgs
{
    /// <summary>What holds for pods without constraints of their own; the selector is that of their Services and owners.</summary>
    public IReadOnlyList<SpreadConstraint> Defaults { get; init; } = [];

    /// <summary>Upstream's own defaults are used instead: softly over hosts (3) and zones (5).</summary>
    public bool UsesSystemDefaults { get; init; } = true;

    public static IReadOnlyList<SpreadConstraint> SystemDefaults { get; } =
    [
        new("kubernetes.io/hostname", 3, IsHard: false),
        new("topology.kubernetes.io/zone", 5, IsHard: false),
    ];
}
