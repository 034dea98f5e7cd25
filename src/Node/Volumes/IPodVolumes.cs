using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>The volumes of a node's pods.</summary>
internal interface IPodVolumes
{
    /// <summary>Makes what is missing.</summary>
    /// <exception cref="VolumeException">One of them cannot be made ready now.</exception>
    Task EnsureAsync(PodDefinition pod, CancellationToken cancellation);

    /// <summary>Keeps the pod's volumes current from now on, or learns of its new version.</summary>
    /// <param name="pod">The pod as it is now.</param>
    /// <param name="unmade">Called when an object changes that a volume still waits for.</param>
    /// <param name="cancellation">The end of the agent.</param>
    void Follow(PodDefinition pod, Action unmade, CancellationToken cancellation);

    void Leave(string uid);

    /// <exception cref="Containers.ConfigurationException">A place inside a volume cannot be had.</exception>
    IReadOnlyList<ContainerMount> MountsOf(PodDefinition pod, ContainerDefinition container, uint attempt, IReadOnlyList<string> ips, IReadOnlyDictionary<string, string> environment);

    /// <summary>What a container left as its last words, as far as they count; null: it had nowhere to leave them.</summary>
    string? TerminationMessage(string uid, string container, uint attempt);

    /// <summary>Removes everything of a pod that has ended for good.</summary>
    Task RemoveAsync(string uid, CancellationToken cancellation);
}
