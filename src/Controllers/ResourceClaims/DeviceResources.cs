using Timonier.Kernel;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>The resources of dynamic allocation that its controllers name.</summary>
public static class DeviceResources
{
    public static ResourceName Claims { get; } = new("resource.k8s.io", "v1", "resourceclaims");
    public static ResourceName Templates { get; } = new("resource.k8s.io", "v1", "resourceclaimtemplates");
    public static ResourceName Slices { get; } = new("resource.k8s.io", "v1", "resourceslices");
}
