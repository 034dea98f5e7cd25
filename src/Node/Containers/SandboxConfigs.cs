using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>Describes a pod's sandbox to the runtime.</summary>
internal static class SandboxConfigs
{
    public static SandboxConfig Of(PodDefinition pod, uint attempt, NodeConfig node, ResolverSettings host)
    {
        var spec = pod.Spec;
        var security = spec["securityContext"u8];
        var dns = PodDns.Of(pod, node, host);
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var annotation in pod.Document.Metadata["annotations"u8].Members) annotations[annotation.Name] = annotation.Value.AsString();
        var sysctls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sysctl in security["sysctls"u8].Items) sysctls[sysctl["name"u8].AsString()] = sysctl["value"u8].AsString();
        return new SandboxConfig
        {
            Name = pod.Name,
            Namespace = pod.Namespace,
            Uid = pod.Uid,
            Attempt = attempt,
            Hostname = pod.HostNetwork ? "" : HostnameOf(pod, node),
            LogDirectory = Path.Combine(node.PodLogDirectory, pod.LogDirectoryName),
            DnsServers = dns.Servers,
            DnsSearches = dns.Searches,
            DnsOptions = dns.Options,
            Labels = RuntimeLabels.Sandbox(pod),
            Annotations = annotations,
            CgroupParent = CgroupOf(pod, node),
            HostNetwork = pod.HostNetwork,
            HostPid = spec["hostPID"u8].AsBool(),
            HostIpc = spec["hostIPC"u8].AsBool(),
            SharedPid = spec["shareProcessNamespace"u8].AsBool(),
            Privileged = pod.AllContainers.Any(c => c.Spec["securityContext"u8]["privileged"u8].AsBool()),
            Sysctls = sysctls,
            Ports = [.. Ports(pod)],
            RunAsUser = security["runAsUser"u8].AsInt64OrNull(),
            RunAsGroup = security["runAsGroup"u8].AsInt64OrNull(),
            SupplementalGroups = ContainerRights.Groups(security),
            Seccomp = ContainerRights.Seccomp(security["seccompProfile"u8]),
        };
    }

    public static string CgroupOf(PodDefinition pod, NodeConfig node) => pod.Qos == QualityOfService.Guaranteed
        ? $"{node.CgroupRoot}/pod{pod.Uid}"
        : $"{node.CgroupRoot}/{pod.Qos.ToLowerInvariant()}/pod{pod.Uid}";

    public static string HostnameOf(PodDefinition pod, NodeConfig node)
    {
        var name = ShortName(pod);
        var full = FullName(pod, node);
        return pod.Spec["setHostnameAsFQDN"u8].AsBool() && full.Length > 0 ? full : name;
    }

    public static string ShortName(PodDefinition pod)
    {
        var name = pod.Spec["hostname"u8].AsStringOrNull() is { Length: > 0 } said ? said : pod.Name;
        return name.Length <= 63 ? name : name[..63].TrimEnd('-', '.');
    }

    public static string FullName(PodDefinition pod, NodeConfig node) =>
        pod.Spec["subdomain"u8].AsStringOrNull() is { Length: > 0 } subdomain ? $"{ShortName(pod)}.{subdomain}.{pod.Namespace}.svc.{node.ClusterDomain}" : "";

    private static IEnumerable<SandboxPort> Ports(PodDefinition pod)
    {
        var ports = new List<SandboxPort>();
        foreach (var container in pod.AllContainers)
            foreach (var port in container.Spec["ports"u8].Items)
                if (port["hostPort"u8].AsInt32() is > 0 and var hostPort)
                    ports.Add(new(port["protocol"u8].AsStringOrNull() ?? "TCP", port["containerPort"u8].AsInt32(), hostPort, port["hostIP"u8].AsString()));
        return ports;
    }
}
