using Timonier.Kernel;

namespace Timonier.Controllers.Volumes;

/// <summary>The resources of storage that its controllers name.</summary>
public static class StorageResources
{
    public static ResourceName Volumes { get; } = new("", "v1", "persistentvolumes");
    public static ResourceName Classes { get; } = new("storage.k8s.io", "v1", "storageclasses");
    public static ResourceName Attachments { get; } = new("storage.k8s.io", "v1", "volumeattachments");
    public static ResourceName Drivers { get; } = new("storage.k8s.io", "v1", "csidrivers");
}
