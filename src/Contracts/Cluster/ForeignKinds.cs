using Timonier.Kernel;

namespace Timonier.Contracts.Cluster;

/// <summary>What servers beside this one have, behind APIServices. The clients of this process list and delete it like anything else.</summary>
/// <param name="Namespaced">The resources in namespaces that can be listed and deleted.</param>
/// <param name="Unknown">The group versions of whose resources nothing is known now, since their server cannot be asked.</param>
public sealed record ForeignKinds(IReadOnlyList<ResourceName> Namespaced, IReadOnlyList<string> Unknown)
{
    public static ForeignKinds None { get; } = new([], []);
}
