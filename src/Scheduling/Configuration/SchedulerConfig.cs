using Timonier.Scheduling.Extenders;

namespace Timonier.Scheduling.Configuration;

/// <summary>A KubeSchedulerConfiguration, checked.</summary>
public sealed record SchedulerConfig
{
    public IReadOnlyList<ProfileConfig> Profiles { get; init; } = [new ProfileConfig()];

    /// <summary>How many of the nodes are compared at most; 0: by the size of the cluster.</summary>
    public int PercentageOfNodesToScore { get; init; }
    public TimeSpan PodInitialBackoff { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan PodMaxBackoff { get; init; } = TimeSpan.FromSeconds(10);
    public IReadOnlyList<ExtenderConfig> Extenders { get; init; } = [];
}
