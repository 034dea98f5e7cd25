using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Scheduling.Framework;

/// <summary>What the scheduler follows beside nodes and pods.</summary>
public static class SchedulingResources
{
    public static ResourceName PersistentVolumes { get; } = new("", "v1", "persistentvolumes");
    public static ResourceName StorageClasses { get; } = new("storage.k8s.io", "v1", "storageclasses");
    public static ResourceName CsiNodes { get; } = new("storage.k8s.io", "v1", "csinodes");
    public static ResourceName CsiDrivers { get; } = new("storage.k8s.io", "v1", "csidrivers");
    public static ResourceName CsiCapacities { get; } = new("storage.k8s.io", "v1", "csistoragecapacities");
    public static ResourceName VolumeAttachments { get; } = new("storage.k8s.io", "v1", "volumeattachments");
    public static ResourceName ResourceClaims { get; } = new("resource.k8s.io", "v1", "resourceclaims");
    public static ResourceName ResourceSlices { get; } = new("resource.k8s.io", "v1", "resourceslices");
    public static ResourceName DeviceClasses { get; } = new("resource.k8s.io", "v1", "deviceclasses");

    /// <summary>Each with the changes that it makes.</summary>
    public static IReadOnlyList<(ResourceName Resource, ChangeOf Change)> All { get; } =
    [
        (CoreResources.PersistentVolumeClaims, ChangeOf.Claim),
        (PersistentVolumes, ChangeOf.Volume),
        (StorageClasses, ChangeOf.StorageClass),
        (CsiNodes, ChangeOf.CsiNode),
        (CsiDrivers, ChangeOf.CsiDriver),
        (CsiCapacities, ChangeOf.CsiCapacity),
        (VolumeAttachments, ChangeOf.VolumeAttachment),
        (ResourceClaims, ChangeOf.ResourceClaim),
        (ResourceSlices, ChangeOf.ResourceSlice),
        (DeviceClasses, ChangeOf.DeviceClass),
        (CoreResources.Namespaces, ChangeOf.Namespace),
    ];

    /// <summary>Read by decisions, while their changes wake nobody.</summary>
    public static IReadOnlyList<ResourceName> Silent { get; } =
        [CoreResources.Services, CoreResources.ReplicaSets, CoreResources.StatefulSets, CoreResources.ReplicationControllers, CoreResources.PodDisruptionBudgets];
}
