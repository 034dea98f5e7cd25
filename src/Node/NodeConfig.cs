namespace Timonier.Node;

/// <summary>What the agent of one node is told at its start. Defaults are upstream's.</summary>
public sealed record NodeConfig
{
    public required string Name { get; init; }

    /// <summary>The node's InternalIP.</summary>
    public required string Address { get; init; }
    public int KubeletPort { get; init; } = 10250;

    /// <summary>Pod directories live in <c>kubelet/pods</c> below it.</summary>
    public string DataDirectory { get; init; } = "/var/lib/timonier";
    public string PodLogDirectory { get; init; } = "/var/log/pods";

    /// <summary>Links named pod_namespace_container-id.log for log collectors; empty: none are made.</summary>
    public string ContainerLogDirectory { get; init; } = "/var/log/containers";
    public IReadOnlyList<string> ClusterDns { get; init; } = ["10.43.0.10"];
    public string ClusterDomain { get; init; } = "cluster.local";
    public int MaxPods { get; init; } = 110;

    /// <summary>The cgroup below which all pods live, relative to the root of each hierarchy. Nobody else's: what is below it is removed.</summary>
    public string CgroupRoot { get; init; } = "/timonier/kubepods";

    /// <summary>Processes and threads that one pod may have; -1: any number.</summary>
    public long PodMaxPids { get; init; } = -1;
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyList<NodeTaint> Taints { get; init; } = [];
    public string Version { get; init; } = "v1.36.0+timonier";

    /// <summary>Pods whose sandboxes and containers are being started at one time; 0: three for each core.</summary>
    public int ParallelStarts { get; init; }

    /// <summary>Whether image pulls wait for each other; otherwise only those of one image do.</summary>
    public bool SerializeImagePulls { get; init; } = true;

    public long ContainerLogMaxBytes { get; init; } = 10 * 1024 * 1024;
    public int ContainerLogMaxFiles { get; init; } = 5;

    /// <summary>The file that <c>dnsPolicy: Default</c> and forwarding resolvers read.</summary>
    public string ResolverFile { get; init; } = "/etc/resolv.conf";

    internal string PodsDirectory => Path.Combine(DataDirectory, "kubelet", "pods");

    internal string PodDirectory(string uid) => Path.Combine(PodsDirectory, uid);
}
