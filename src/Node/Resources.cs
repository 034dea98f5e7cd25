namespace Timonier.Node;

/// <summary>The resources this room talks to.</summary>
internal static class Resources
{
    public static ResourceName Pods { get; } = new("", "v1", "pods");
    public static ResourceName Nodes { get; } = new("", "v1", "nodes");
    public static ResourceName Services { get; } = new("", "v1", "services");
    public static ResourceName ConfigMaps { get; } = new("", "v1", "configmaps");
    public static ResourceName Secrets { get; } = new("", "v1", "secrets");
    public static ResourceName ServiceAccounts { get; } = new("", "v1", "serviceaccounts");
    public static ResourceName Leases { get; } = new("coordination.k8s.io", "v1", "leases");
}
