using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Plugins;

namespace Timonier.Scheduling.Framework;

/// <summary>All that a decision reads: nodes with their pods, pods that are promised a node, and the objects around them.</summary>
public sealed class ClusterView(Func<ResourceName, ObjectSnapshot> objects, TimeProvider time)
{
    public NodeTable Nodes { get; } = new();
    public NominatedPods Nominated { get; } = new();

    /// <summary>Volumes that decisions have taken and that are not yet written.</summary>
    public VolumeLedger Volumes { get; } = new();

    /// <summary>Devices that decisions have taken and that are not yet written.</summary>
    public DeviceLedger Devices { get; } = new();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>The newest state of a resource that the scheduler follows.</summary>
    public ObjectSnapshot All(ResourceName resource) => objects(resource);

    public LabelMap NamespaceLabels(string name) => All(CoreResources.Namespaces).Get("", name) is { } found ? LabelMap.Of(found.Metadata["labels"u8]) : LabelMap.Empty;
}
