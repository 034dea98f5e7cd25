using Timonier.Documents;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private static DraftArray OfIngress(Document ingress, DateTimeOffset now)
    {
        var hosts = new List<string>();
        foreach (var rule in ingress.Spec["rules"u8].Items)
            if (rule["host"u8].AsString() is { Length: > 0 } host) hosts.Add(host);
        return
        [
            ingress.Name, ingress.Spec["ingressClassName"u8].AsStringOrNull() ?? "<none>", hosts.Count == 0 ? "*" : Shortened(hosts, " + {0} more..."),
            BalancedAddresses(ingress), ingress.Spec["tls"u8].Count > 0 ? "80, 443" : "80", AgeOf(ingress, now),
        ];
    }

    /// <summary>Where a load balancer answers, each address once and in the order of the alphabet.</summary>
    private static string BalancedAddresses(Document balanced)
    {
        var addresses = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var address in balanced.Status["loadBalancer"u8]["ingress"u8].Items)
            if (OrElse(address["ip"u8].AsString(), address["hostname"u8].AsString()) is { Length: > 0 } known) addresses.Add(known);
        return string.Join(',', addresses);
    }

    private static DraftArray OfIngressClass(Document ingress, DateTimeOffset now)
    {
        var parameters = ingress.Spec["parameters"u8];
        var group = parameters["apiGroup"u8].AsStringOrNull() is { } named ? "." + named : "";
        return
        [
            ingress.Name, ingress.Spec["controller"u8].AsString(), parameters.Exists ? $"{parameters["kind"u8].AsString()}{group}/{parameters["name"u8].AsString()}" : "<none>",
            AgeOf(ingress, now),
        ];
    }

    private static DraftArray OfIpAddress(Document address, DateTimeOffset now)
    {
        var parent = address.Spec["parentRef"u8];
        var parts = new[] { Qualified(parent["resource"u8].AsString(), parent["group"u8].AsString()), parent["namespace"u8].AsString(), parent["name"u8].AsString() };
        return [address.Name, parent.Exists ? string.Join('/', parts.Where(p => p.Length > 0)) : "<none>", AgeOf(address, now)];
    }

    private static string Qualified(string name, string group) => (group.Length == 0 ? name : $"{name}.{group}").ToLowerInvariant();
}
