using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Timonier.Contracts.Network;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux.Rules;

/// <summary>From the service table and the host ports of this node's pods to chains and map elements.</summary>
internal static class RulePlan
{
    public static RuleSet Compute(NodeNetworkConfig config, ServiceTable services, IEnumerable<PodAttachment> pods)
    {
        var draft = new Draft();
        foreach (var port in services.Ports) AddPort(draft, config, port);
        foreach (var pod in pods) AddHostPorts(draft, pod);
        return draft.Finish();
    }

    private static void AddPort(Draft draft, NodeNetworkConfig config, ServicePort port)
    {
        var addresses = port.Addresses.Where(a => a.AddressFamily == AddressFamily.InterNetwork && !config.LocalAddresses.Contains(a)).ToList();
        if (addresses.Count == 0) return;
        var id = IdOf(port);
        var protocol = NameOf(port.Protocol);
        var internals = addresses.Where(config.ServiceCidr.Contains).ToList();
        var externals = addresses.Except(internals).ToList();
        foreach (var address in internals) draft.Add(Names.ServiceAddresses, address.ToString());

        // 1. Without endpoints: refused at once rather than lost. Cluster addresses are refused by their set.
        if (port.Backends.Count == 0)
        {
            foreach (var address in externals) draft.Add(Names.Refused, $"{address} . {protocol} . {port.Port}");
            if (port.NodePort > 0) draft.Add(Names.RefusedNodePorts, $"{protocol} . {port.NodePort}");
            return;
        }
        foreach (var backend in port.Backends.Concat(port.DrainingHere).Where(b => b.IsLocal))
            draft.Add(Names.Loops, $"{backend.Address} . {backend.Address}");

        // 2. The way for everybody, and the way that stays on this node.
        var here = port.Backends.Where(b => b.IsLocal).ToList();
        if (here.Count == 0) here = [.. port.DrainingHere];
        var affinity = new Affinity(draft, id, port);
        var isExternal = externals.Count > 0 || port.NodePort > 0;
        var needsHere = port.InternalLocal || (port.ExternalLocal && isExternal);
        var all = $"all-{id}";
        if (!port.InternalLocal || isExternal) draft.Chain(all, affinity.Balance(port.Backends));
        if (needsHere) draft.Chain($"here-{id}", here.Count == 0 ? ["drop"] : affinity.Balance(here));

        // 3. Cluster addresses. A client that is no pod is masqueraded, so that the answer comes back through here.
        draft.Chain($"svc-{id}", [$"ip saddr != {config.ClusterCidr} {Names.MarkRule}", $"goto {(port.InternalLocal ? $"here-{id}" : all)}"]);
        foreach (var address in internals) draft.Add(Names.ServicePorts, $"{address} . {protocol} . {port.Port}", $"goto svc-{id}");

        // 4. Outside addresses and the node port. With policy Local the client's address is kept, and only
        // pods and the node itself may use backends elsewhere.
        if (!isExternal) return;
        draft.Chain($"ext-{id}", port.ExternalLocal
            ? [$"ip saddr {config.ClusterCidr} goto {all}", $"fib saddr type local {Names.MarkRule} goto {all}", $"goto here-{id}"]
            : [Names.MarkRule, $"goto {all}"]);
        foreach (var address in externals) draft.Add(Names.ServicePorts, $"{address} . {protocol} . {port.Port}", $"goto ext-{id}");
        if (port.NodePort >= config.NodePortFirst && port.NodePort <= config.NodePortLast)
            draft.Add(Names.NodePorts, $"{protocol} . {port.NodePort}", $"goto ext-{id}");
    }

    private static void AddHostPorts(Draft draft, PodAttachment pod)
    {
        foreach (var port in pod.Ports)
        {
            var protocol = NameOf(port.Protocol);
            var target = $"{pod.Address} . {port.ContainerPort}";
            if (port.HostAddress is null) draft.Add(Names.HostPorts, $"{protocol} . {port.HostPort}", target);
            else draft.Add(Names.HostPortsAt, $"{port.HostAddress} . {protocol} . {port.HostPort}", target);
            draft.Add(Names.Loops, $"{pod.Address} . {pod.Address}");
        }
    }

    /// <summary>Chain names end at 127 characters and service names do not, so they are hashed; the name stands in the comment.</summary>
    private static string IdOf(ServicePort port) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{port.Name}/{port.Protocol}")))[..16];

    private static string NameOf(ServiceProtocol protocol) => protocol switch
    {
        ServiceProtocol.Udp => "udp",
        ServiceProtocol.Sctp => "sctp",
        _ => "tcp",
    };

    /// <summary>Spreads over backends; with affinity, a client seen lately goes back to its own one first.</summary>
    private sealed class Affinity(Draft draft, string id, ServicePort port)
    {
        public IReadOnlyList<string> Balance(IReadOnlyList<ServiceBackend> backends)
        {
            var protocol = NameOf(port.Protocol);
            var comment = $"comment \"{(port.Name.Length > 120 ? port.Name[..120] : port.Name)}\"";
            if (port.AffinitySeconds <= 0)
                return backends.Count == 1
                    ? [$"meta l4proto {protocol} dnat ip to {backends[0].Address}:{backends[0].Port} {comment}"]
                    : [$"meta l4proto {protocol} dnat ip to numgen random mod {backends.Count} map {{ {string.Join(", ", backends.Select((b, i) => $"{i} : {b.Address} . {b.Port}"))} }} {comment}"];

            var rules = new List<string>();
            var targets = new List<string>();
            foreach (var backend in backends)
            {
                var name = $"{id}-{backend.Address}-{backend.Port}".Replace('.', '-');
                draft.Affinity($"stay-{name}", port.AffinitySeconds);
                draft.Chain($"end-{name}", [$"update @stay-{name} {{ ip saddr }}", $"meta l4proto {protocol} dnat ip to {backend.Address}:{backend.Port} {comment}"]);
                rules.Add($"ip saddr @stay-{name} goto end-{name}");
                targets.Add($"{targets.Count} : goto end-{name}");
            }
            rules.Add($"numgen random mod {backends.Count} vmap {{ {string.Join(", ", targets)} }}");
            return rules;
        }
    }

    private sealed class Draft
    {
        private readonly ImmutableSortedDictionary<string, ImmutableArray<string>>.Builder chains = RuleSet.Empty.Chains.ToBuilder();
        private readonly SortedDictionary<string, SortedDictionary<string, string>> elements = new(StringComparer.Ordinal);
        private readonly ImmutableSortedDictionary<string, int>.Builder affinity = RuleSet.Empty.AffinitySets.ToBuilder();

        public void Chain(string name, IReadOnlyList<string> rules) => chains[name] = [.. rules];

        public void Affinity(string name, int seconds) => affinity[name] = seconds;

        /// <summary>The first claim on a key stands: two services that claim one address must not make the table fail.</summary>
        public void Add(string map, string key, string value = "")
        {
            if (!elements.TryGetValue(map, out var inside)) elements[map] = inside = new(StringComparer.Ordinal);
            inside.TryAdd(key, value);
        }

        public RuleSet Finish() => new(
            chains.ToImmutable(),
            elements.ToImmutableSortedDictionary(e => e.Key, e => e.Value.ToImmutableSortedDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            affinity.ToImmutable());
    }
}
