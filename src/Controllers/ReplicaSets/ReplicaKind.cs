using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ReplicaSets;

/// <summary>What tells the two kinds apart that keep replicas of a template; all else they share.</summary>
public sealed record ReplicaKind(string Controller, ResourceName Resource, string ApiVersion, string Name, Func<Document, LabelSelector> Selector)
{
    public static ReplicaKind ReplicaSet { get; } = new("replicaset-controller", CoreResources.ReplicaSets, "apps/v1", "ReplicaSet", set => ObjectSelectors.Read(set.Spec["selector"u8]))
    {
        TellsTerminating = true,
    };

    public static ReplicaKind ReplicationController { get; } =
        new("replication-controller", CoreResources.ReplicationControllers, "v1", "ReplicationController", set => ObjectSelectors.ReadMap(set.Spec["selector"u8]));

    /// <summary>Whether its status has the number of pods that are on their way out.</summary>
    public bool TellsTerminating { get; init; }

    public Ownership Ownership(Document set) => new(ApiVersion, Name, set.Name, set.Uid);

    public ObjectReference About(Document set) => ObjectReference.To(set) with { ApiVersion = ApiVersion, Kind = Name };
}
