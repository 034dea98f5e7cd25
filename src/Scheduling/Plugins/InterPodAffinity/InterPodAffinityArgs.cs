namespace Timonier.Scheduling.Plugins;

public sealed record InterPodAffinityArgs
{
    /// <summary>0 to 100: what it is worth to be where others require such a pod.</summary>
    public int HardPodAffinityWeight { get; init; } = 1;

    /// <summary>Preferences of pods that are placed count only for pods that have preferences themselves.</summary>
    public bool IgnorePreferredTermsOfExistingPods { get; init; }
}
