using Timonier.Kernel;

namespace Timonier.Contracts.Cluster;

/// <summary>The resources that components name in code.</summary>
public static class CoreResources
{
    public static ResourceName Namespaces { get; } = new("", "v1", "namespaces");
    public static ResourceName Nodes { get; } = new("", "v1", "nodes");
    public static ResourceName PersistentVolumeClaims { get; } = new("", "v1", "persistentvolumeclaims");
    public static ResourceName Pods { get; } = new("", "v1", "pods");
    public static ResourceName Services { get; } = new("", "v1", "services");
    public static ResourceName Endpoints { get; } = new("", "v1", "endpoints");
    public static ResourceName ConfigMaps { get; } = new("", "v1", "configmaps");
    public static ResourceName Secrets { get; } = new("", "v1", "secrets");
    public static ResourceName ServiceAccounts { get; } = new("", "v1", "serviceaccounts");
    public static ResourceName Events { get; } = new("", "v1", "events");
    public static ResourceName Leases { get; } = new("coordination.k8s.io", "v1", "leases");
    public static ResourceName Deployments { get; } = new("apps", "v1", "deployments");
    public static ResourceName ReplicationControllers { get; } = new("", "v1", "replicationcontrollers");
    public static ResourceName ReplicaSets { get; } = new("apps", "v1", "replicasets");
    public static ResourceName Jobs { get; } = new("batch", "v1", "jobs");
    public static ResourceName CronJobs { get; } = new("batch", "v1", "cronjobs");
    public static ResourceName StatefulSets { get; } = new("apps", "v1", "statefulsets");
    public static ResourceName DaemonSets { get; } = new("apps", "v1", "daemonsets");
    public static ResourceName ControllerRevisions { get; } = new("apps", "v1", "controllerrevisions");
    public static ResourceName PodDisruptionBudgets { get; } = new("policy", "v1", "poddisruptionbudgets");
    public static ResourceName EndpointSlices { get; } = new("discovery.k8s.io", "v1", "endpointslices");
}
