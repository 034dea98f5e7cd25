using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.PodSecurity;

internal static partial class PodChecks
{
    private const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";

    private static readonly string[] UsualCapabilities =
    [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ];

    // Since when each is known to concern the pod alone.
    private static readonly (string Name, int Since)[] SafeSysctls =
    [
        ("kernel.shm_rmid_forced", 0), ("net.ipv4.ip_local_port_range", 0), ("net.ipv4.tcp_syncookies", 0), ("net.ipv4.ping_group_range", 0),
        ("net.ipv4.ip_unprivileged_port_start", 0), ("net.ipv4.ip_local_reserved_ports", 27), ("net.ipv4.tcp_keepalive_time", 29), ("net.ipv4.tcp_fin_timeout", 29),
        ("net.ipv4.tcp_keepalive_intvl", 29), ("net.ipv4.tcp_keepalive_probes", 29), ("net.ipv4.tcp_rmem", 32), ("net.ipv4.tcp_wmem", 32),
    ];

    private static PodFinding? AppArmor(PodView pod)
    {
        static bool IsOpen(Node context) => context["appArmorProfile"u8]["type"u8] is { Exists: true } type && type.AsString() is not ("RuntimeDefault" or "Localhost");
        var setters = new List<string>();
        var values = new SortedSet<string>(StringComparer.Ordinal);
        if (pod.Setters(IsOpen) is { Length: > 0 } fields) setters.Add(fields);
        if (IsOpen(pod.Context)) values.Add(pod.Context["appArmorProfile"u8]["type"u8].AsString());
        foreach (var (_, _, context) in pod.Containers.Where(c => IsOpen(c.Context))) values.Add(context["appArmorProfile"u8]["type"u8].AsString());
        var annotations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var annotation in pod.Annotations.Members)
        {
            var profile = annotation.Value.AsString();
            if (!annotation.Name.StartsWith(AppArmorPrefix, StringComparison.Ordinal) || profile is "" or "runtime/default" || profile.StartsWith("localhost/", StringComparison.Ordinal)) continue;
            annotations.Add(annotation.Name);
            values.Add(profile);
        }
        if (annotations.Count > 0) setters.Add(PodView.Some("annotation", annotations));
        if (setters.Count == 0) return null;
        return new PodFinding(PodView.Number("forbidden AppArmor profile", values.Count), $"{string.Join(" and ", setters)} must not set AppArmor profile type to {GoText.QuoteAll(values)}");
    }

    private static PodFinding? AddedCapabilities(PodView pod) =>
        Added(pod, UsualCapabilities) is { } detail ? new PodFinding("non-default capabilities", detail) : null;

    private static string? Added(PodView pod, string[] allowed)
    {
        var (containers, capabilities) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (name, _, context) in pod.Containers)
        {
            var any = false;
            foreach (var capability in context["capabilities"u8]["add"u8].Items)
            {
                if (allowed.Contains(capability.AsString())) continue;
                any = true;
                capabilities.Add(capability.AsString());
            }
            if (any) containers.Add(name);
        }
        return containers.Count == 0 ? null : $"{PodView.Some("container", containers)} must not include {GoText.QuoteAll(capabilities)} in securityContext.capabilities.add";
    }

    private static PodFinding? HostNamespaces(PodView pod)
    {
        var shared = ((string[])["hostNetwork", "hostPID", "hostIPC"]).Where(n => pod.Spec[n].AsBool()).Select(n => n + "=true").ToList();
        return shared.Count == 0 ? null : new PodFinding("host namespaces", string.Join(", ", shared));
    }

    private static PodFinding? HostPaths(PodView pod)
    {
        var volumes = new List<string>();
        foreach (var volume in pod.Spec["volumes"u8].Items)
            if (!volume["hostPath"u8].IsNullOrMissing) volumes.Add(volume["name"u8].AsString());
        return volumes.Count == 0 ? null : new PodFinding("hostPath volumes", PodView.Some("volume", volumes));
    }

    private static PodFinding? HostPorts(PodView pod)
    {
        var (containers, ports) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (name, container, _) in pod.Containers)
        {
            var any = false;
            foreach (var port in container["ports"u8].Items)
            {
                if (port["hostPort"u8].AsInt64() is not (not 0 and var number)) continue;
                any = true;
                ports.Add(number.ToString(CultureInfo.InvariantCulture));
            }
            if (any) containers.Add(name);
        }
        return containers.Count == 0 ? null : new PodFinding("hostPort", $"{Using(containers)} {PodView.Number("hostPort", ports.Count)} {string.Join(", ", ports)}");
    }

    private static string Using(IReadOnlyCollection<string> containers) => $"{PodView.Some("container", containers)} {(containers.Count == 1 ? "uses" : "use")}";

    private static PodFinding? ProbedHosts(PodView pod)
    {
        var (containers, hosts) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (name, container, _) in pod.Containers)
        {
            Node[] handlers =
            [
                container["livenessProbe"u8], container["readinessProbe"u8], container["startupProbe"u8],
                container["lifecycle"u8]["postStart"u8], container["lifecycle"u8]["preStop"u8],
            ];
            foreach (var host in handlers.SelectMany(h => (string[])[h["httpGet"u8]["host"u8].AsString(), h["tcpSocket"u8]["host"u8].AsString()]).Where(h => h.Length > 0))
            {
                hosts.Add(host);
                containers.Add(name);
            }
        }
        return containers.Count == 0 ? null : new PodFinding("probe or lifecycle host", $"{Using(containers)} {PodView.Number("probe or lifecycle host", hosts.Count)} {GoText.QuoteAll(hosts)}");
    }

    private static PodFinding? Privileged(PodView pod) => pod.ContainersWhere(c => c["privileged"u8].AsBool()) is { Count: > 0 } containers
        ? new PodFinding("privileged", $"{PodView.Some("container", containers)} must not set securityContext.privileged=true")
        : null;

    private static PodFinding? ProcMount(PodView pod)
    {
        static bool IsBare(Node context) => context["procMount"u8] is { IsString: true } mount && !mount.TextEquals("Default"u8);
        if (pod.HasOwnUsers || pod.ContainersWhere(IsBare) is not { Count: > 0 } containers) return null;
        return new PodFinding("procMount", $"{PodView.Some("container", containers)} must not set securityContext.procMount to {pod.Values(IsBare, c => c["procMount"u8].AsString())}");
    }

    private static PodFinding? SELinux(PodView pod)
    {
        bool IsKnown(string type) => type is "" or "container_t" or "container_init_t" or "container_kvm_t" || (type == "container_engine_t" && pod.Minor >= 31);
        bool HasType(Node context) => !IsKnown(context["seLinuxOptions"u8]["type"u8].AsString());
        static bool HasUser(Node context) => context["seLinuxOptions"u8]["user"u8].AsString().Length > 0;
        static bool HasRole(Node context) => context["seLinuxOptions"u8]["role"u8].AsString().Length > 0;
        var setters = pod.Setters(c => HasType(c) || HasUser(c) || HasRole(c));
        if (setters.Length == 0) return null;
        var wrong = new List<string>();
        var types = new SortedSet<string>(pod.Containers.Select(c => c.Context).Append(pod.Context).Where(HasType).Select(c => c["seLinuxOptions"u8]["type"u8].AsString()), StringComparer.Ordinal);
        if (types.Count > 0) wrong.Add(PodView.Some("type", types));
        if (pod.Setters(HasUser).Length > 0) wrong.Add("user may not be set");
        if (pod.Setters(HasRole).Length > 0) wrong.Add("role may not be set");
        return new PodFinding("seLinuxOptions", $"{setters} set forbidden securityContext.seLinuxOptions: {string.Join("; ", wrong)}");
    }

    private static PodFinding? Sysctls(PodView pod)
    {
        var unsafeNames = new List<string>();
        foreach (var sysctl in pod.Context["sysctls"u8].Items)
            if (!SafeSysctls.Any(s => s.Since <= pod.Minor && sysctl["name"u8].AsString() == s.Name)) unsafeNames.Add(sysctl["name"u8].AsString());
        return unsafeNames.Count == 0 ? null : new PodFinding("forbidden sysctls", string.Join(", ", unsafeNames));
    }

    private static PodFinding? HostProcess(PodView pod) => pod.Setters(c => c["windowsOptions"u8]["hostProcess"u8].AsBool()) is { Length: > 0 } setters
        ? new PodFinding("hostProcess", $"{setters} must not set securityContext.windowsOptions.hostProcess=true")
        : null;
}
