using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated.Commands;

/// <summary>What a process in a container could find out about its place.</summary>
internal sealed class ContainerView(SandboxConfig pod, ContainerConfig container, IReadOnlyList<string> ips)
{
    private const string Path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    public IReadOnlyList<string> Ips => ips;
    public string Hostname => pod.Hostname.Length > 0 ? pod.Hostname : pod.Name;
    public string WorkingDirectory => container.WorkingDir;
    public long? User => container.Security.RunAsUser;

    public IEnumerable<KeyValuePair<string, string>> Environment => new KeyValuePair<string, string>[] { new("PATH", Path), new("HOSTNAME", Hostname) }.Concat(container.Env).Append(new("HOME", "/root"));

    public string? Variable(string name)
    {
        string? found = null;
        foreach (var (key, value) in Environment)
            if (key == name) found = value;
        return found;
    }

    /// <summary>The mount that a path lies in, the innermost first, and the rest of the path.</summary>
    public (ContainerMount Mount, string Inside)? MountOf(string path)
    {
        foreach (var mount in container.Mounts.OrderByDescending(m => m.ContainerPath.Length))
        {
            var place = mount.ContainerPath.TrimEnd('/');
            if (path == place) return (mount, "");
            if (path.StartsWith(place + "/", StringComparison.Ordinal)) return (mount, path[(place.Length + 1)..]);
        }
        return null;
    }

    /// <summary>What the runtime itself puts into every container; null: nothing of that name.</summary>
    public string? OwnFile(string path) => path switch
    {
        "/etc/hostname" => Hostname + "\n",
        "/etc/hosts" => "127.0.0.1\tlocalhost\n" + string.Concat(ips.Select(ip => $"{ip}\t{Hostname}\n")),
        "/etc/resolv.conf" => (pod.DnsSearches.Count > 0 ? $"search {string.Join(' ', pod.DnsSearches)}\n" : "")
            + string.Concat(pod.DnsServers.Select(s => $"nameserver {s}\n")) + (pod.DnsOptions.Count > 0 ? $"options {string.Join(' ', pod.DnsOptions)}\n" : ""),
        _ => null,
    };
}
