using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>The security context of a container, over that of its pod.</summary>
internal static class ContainerRights
{
    private static readonly string[] Masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
        "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] ReadOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <exception cref="ConfigurationException">The image would run as root where that is forbidden.</exception>
    public static ContainerSecurity Of(PodDefinition pod, ContainerDefinition container, ImageInfo image)
    {
        var own = container.Spec["securityContext"u8];
        var shared = pod.Spec["securityContext"u8];
        var user = own["runAsUser"u8].AsInt64OrNull() ?? shared["runAsUser"u8].AsInt64OrNull();
        if (own["runAsNonRoot"u8].AsBoolOrNull() ?? shared["runAsNonRoot"u8].AsBool()) RefuseRoot(pod, container, user, image);
        var privileged = own["privileged"u8].AsBool();
        var unmasked = privileged || own["procMount"u8].TextEquals("Unmasked"u8);
        return new ContainerSecurity
        {
            RunAsUser = user ?? (image.UserName.Length > 0 ? null : image.UserId),
            RunAsUserName = user is null ? image.UserName : "",
            RunAsGroup = own["runAsGroup"u8].AsInt64OrNull() ?? shared["runAsGroup"u8].AsInt64OrNull(),
            SupplementalGroups = Groups(shared),
            Privileged = privileged,
            ReadOnlyRootFilesystem = own["readOnlyRootFilesystem"u8].AsBool(),
            NoNewPrivileges = own["allowPrivilegeEscalation"u8].AsBoolOrNull() == false,
            AddCapabilities = Strings(own["capabilities"u8]["add"u8]),
            DropCapabilities = Strings(own["capabilities"u8]["drop"u8]),
            Pid = pod.Spec["hostPID"u8].AsBool() ? NamespaceScope.Node : pod.Spec["shareProcessNamespace"u8].AsBool() ? NamespaceScope.Pod : NamespaceScope.Container,
            HostNetwork = pod.HostNetwork,
            HostIpc = pod.Spec["hostIPC"u8].AsBool(),
            Seccomp = Seccomp(privileged ? default : own["seccompProfile"u8].IsObject ? own["seccompProfile"u8] : shared["seccompProfile"u8]),
            MaskedPaths = unmasked ? [] : Masked,
            ReadonlyPaths = unmasked ? [] : ReadOnly,
        };
    }

    public static IReadOnlyList<long> Groups(Place shared)
    {
        var groups = new List<long>();
        foreach (var group in shared["supplementalGroups"u8].Items) groups.Add(group.AsInt64());
        if (shared["fsGroup"u8].AsInt64OrNull() is { } owner) groups.Add(owner);
        return groups;
    }

    public static SeccompChoice Seccomp(Place profile) => profile["type"u8].AsString() switch
    {
        "RuntimeDefault" => new(SeccompKind.RuntimeDefault),
        "Localhost" => new(SeccompKind.Localhost, Path.Combine("/var/lib/kubelet/seccomp", profile["localhostProfile"u8].AsString())),
        _ => SeccompChoice.Unconfined,
    };

    private static void RefuseRoot(PodDefinition pod, ContainerDefinition container, long? user, ImageInfo image)
    {
        var where = $"(pod: \"{pod.LongName}\", container: {container.Name})";
        if (user == 0) throw new ConfigurationException($"container's runAsUser breaks non-root policy {where}");
        if (user is not null) return;
        if (image.UserName.Length > 0) throw new ConfigurationException($"container has runAsNonRoot and image has non-numeric user ({image.UserName}), cannot verify user is non-root {where}");
        if (image.UserId is null or 0) throw new ConfigurationException($"container has runAsNonRoot and image will run as root {where}");
    }

    private static List<string> Strings(Place list)
    {
        var read = new List<string>();
        foreach (var item in list.Items) read.Add(item.AsString());
        return read;
    }
}
