using System.Text;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>The /etc/hosts that all containers of a pod share.</summary>
internal static class HostsFile
{
    public static string Write(string podDirectory, PodDefinition pod, NodeConfig node, IReadOnlyList<string> ips)
    {
        var path = Path.Combine(podDirectory, "etc-hosts");
        File.WriteAllText(path, Content(pod, node, ips));
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        return path;
    }

    public static string Content(PodDefinition pod, NodeConfig node, IReadOnlyList<string> ips)
    {
        var text = new StringBuilder();
        if (pod.HostNetwork) text.Append("# Kubernetes-managed hosts file (host network).\n").Append(File.Exists("/etc/hosts") ? File.ReadAllText("/etc/hosts") : "");
        else
        {
            text.Append("# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n");
            var full = SandboxConfigs.FullName(pod, node);
            foreach (var ip in ips)
                text.Append(ip).Append('\t').Append(full.Length > 0 ? full + "\t" : "").Append(SandboxConfigs.ShortName(pod)).Append('\n');
        }
        if (pod.Spec["hostAliases"u8].Count > 0) text.Append("\n# Entries added by HostAliases.\n");
        foreach (var alias in pod.Spec["hostAliases"u8].Items)
        {
            text.Append(alias["ip"u8].AsString());
            foreach (var name in alias["hostnames"u8].Items) text.Append('\t').Append(name.AsString());
            text.Append('\n');
        }
        return text.ToString();
    }
}
