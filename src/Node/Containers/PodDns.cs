using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>The resolver settings of a pod from its dnsPolicy and dnsConfig.</summary>
internal static class PodDns
{
    public static ResolverSettings Of(PodDefinition pod, NodeConfig node, ResolverSettings host)
    {
        var policy = pod.Spec["dnsPolicy"u8].AsString();
        var cluster = policy switch
        {
            "ClusterFirst" or "" => !pod.HostNetwork,
            "ClusterFirstWithHostNet" => true,
            _ => false,
        };
        var settings = policy == "None" ? ResolverSettings.Empty : cluster && node.ClusterDns.Count > 0 ? Cluster(pod, node, host) : host;
        var own = pod.Spec["dnsConfig"u8];
        if (!own.IsObject) return settings;
        List<string> servers = [.. settings.Servers], searches = [.. settings.Searches], options = [.. settings.Options];
        foreach (var server in own["nameservers"u8].Items) servers.Add(server.AsString());
        foreach (var search in own["searches"u8].Items) searches.Add(search.AsString());
        foreach (var option in own["options"u8].Items)
        {
            var name = option["name"u8].AsString();
            options.RemoveAll(o => o == name || o.StartsWith(name + ":", StringComparison.Ordinal));
            options.Add(option["value"u8].AsStringOrNull() is { } value ? $"{name}:{value}" : name);
        }
        return new([.. servers.Distinct(StringComparer.Ordinal)], [.. searches.Distinct(StringComparer.Ordinal)], options);
    }

    private static ResolverSettings Cluster(PodDefinition pod, NodeConfig node, ResolverSettings host) => new(
        node.ClusterDns,
        [.. new[] { $"{pod.Namespace}.svc.{node.ClusterDomain}", $"svc.{node.ClusterDomain}", node.ClusterDomain }.Concat(host.Searches).Distinct(StringComparer.Ordinal)],
        ["ndots:5"]);
}
