using System.Text;
using Timonier.Contracts.Network;

namespace Timonier.Network.Linux.Rules;

/// <summary>The text of nft transactions: the whole table, or the way from one state to the next.</summary>
internal static class NftScript
{
    public const string Remove = $"add table ip {Names.Table}\ndelete table ip {Names.Table}\n";

    public static string Whole(NodeNetworkConfig config, RuleSet rules, string seal)
    {
        var text = new StringBuilder(Remove);
        text.Append(Skeleton(config, seal));
        AppendAdditions(text, RuleSet.Empty, rules);
        return text.ToString();
    }

    /// <summary>
    /// Only what changed. Order matters: what is referred to comes before what refers to it, and goes after.
    /// </summary>
    public static string Difference(RuleSet before, RuleSet after, string oldSeal, string newSeal)
    {
        var text = new StringBuilder();
        foreach (var (map, old) in before.Elements)
            foreach (var (key, value) in old)
                if (!after.ElementsOf(map).TryGetValue(key, out var now) || now != value)
                    text.Append($"delete element ip {Names.Table} {map} {{ {key} }}\n");
        // Old rules go before sets do; chains that stay are filled again by the additions.
        foreach (var (chain, rules) in before.Chains)
            if (!after.Chains.TryGetValue(chain, out var now) || !now.SequenceEqual(rules))
                text.Append($"flush chain ip {Names.Table} {chain}\n");
        AppendAdditions(text, before, after);
        foreach (var chain in before.Chains.Keys)
            if (!after.Chains.ContainsKey(chain)) text.Append($"delete chain ip {Names.Table} {chain}\n");
        foreach (var set in before.AffinitySets.Keys)
            if (!after.AffinitySets.ContainsKey(set)) text.Append($"delete set ip {Names.Table} {set}\n");
        text.Append($"add chain ip {Names.Table} {newSeal}\ndelete chain ip {Names.Table} {oldSeal}\n");
        return text.ToString();
    }

    private static void AppendAdditions(StringBuilder text, RuleSet before, RuleSet after)
    {
        foreach (var (set, seconds) in after.AffinitySets)
            if (!before.AffinitySets.ContainsKey(set))
                text.Append($"add set ip {Names.Table} {set} {{ type ipv4_addr; flags dynamic,timeout; timeout {seconds}s; }}\n");
        var changed = after.Chains.Where(c => !before.Chains.TryGetValue(c.Key, out var old) || !old.SequenceEqual(c.Value)).ToList();
        foreach (var (chain, _) in changed)
            if (!before.Chains.ContainsKey(chain)) text.Append($"add chain ip {Names.Table} {chain}\n");
        foreach (var (chain, rules) in changed)
            foreach (var rule in rules) text.Append($"add rule ip {Names.Table} {chain} {rule}\n");
        foreach (var (map, now) in after.Elements)
        {
            var old = before.ElementsOf(map);
            var fresh = now.Where(e => !old.TryGetValue(e.Key, out var was) || was != e.Value)
                .Select(e => e.Value.Length == 0 ? e.Key : $"{e.Key} : {e.Value}").ToList();
            if (fresh.Count > 0) text.Append($"add element ip {Names.Table} {map} {{ {string.Join(", ", fresh)} }}\n");
        }
    }

    /// <summary>The part that depends on the node's settings alone.</summary>
    private static string Skeleton(NodeNetworkConfig config, string seal) => $$"""
        table ip {{Names.Table}} {
            map {{Names.ServicePorts}} { type ipv4_addr . inet_proto . inet_service : verdict; }
            map {{Names.NodePorts}} { type inet_proto . inet_service : verdict; }
            map {{Names.HostPorts}} { type inet_proto . inet_service : ipv4_addr . inet_service; }
            map {{Names.HostPortsAt}} { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; }
            set {{Names.ServiceAddresses}} { type ipv4_addr; }
            set {{Names.Refused}} { type ipv4_addr . inet_proto . inet_service; }
            set {{Names.RefusedNodePorts}} { type inet_proto . inet_service; }
            set {{Names.Loops}} { type ipv4_addr . ipv4_addr; }
            chain {{seal}} { }
            chain services {
                ip daddr . meta l4proto . th dport vmap @{{Names.ServicePorts}}
                fib daddr type local ip daddr != 127.0.0.0/8 jump node-services
            }
            chain node-services {
                th dport {{config.NodePortFirst}}-{{config.NodePortLast}} meta l4proto . th dport vmap @{{Names.NodePorts}}
                meta l4proto { tcp, udp, sctp } dnat ip to ip daddr . meta l4proto . th dport map @{{Names.HostPortsAt}}
                meta l4proto { tcp, udp, sctp } dnat ip to meta l4proto . th dport map @{{Names.HostPorts}}
            }
            chain nat-prerouting {
                type nat hook prerouting priority -100;
                jump services
            }
            chain nat-output {
                type nat hook output priority -100;
                jump services
            }
            chain refuse {
                meta l4proto tcp reject with tcp reset
                reject with icmp port-unreachable
            }
            chain unserved {
                ip daddr @{{Names.ServiceAddresses}} jump refuse
                ip daddr . meta l4proto . th dport @{{Names.Refused}} jump refuse
                fib daddr type local meta l4proto . th dport @{{Names.RefusedNodePorts}} jump refuse
            }
            chain filter-prerouting {
                type filter hook prerouting priority -90;
                ct state new jump unserved
            }
            chain filter-output {
                type filter hook output priority 0;
                ct state new jump unserved
                ip daddr {{config.ServiceCidr}} fib daddr type != local jump refuse
            }
            chain nat-postrouting {
                type nat hook postrouting priority 100;
                ct status dnat ip saddr . ip daddr @{{Names.Loops}} snat ip to {{config.NodeAddress}}
                meta mark & {{Names.Mark}} == {{Names.Mark}} oifname "tm*" snat ip to {{config.NodeAddress}}
                meta mark & {{Names.Mark}} == {{Names.Mark}} masquerade
                ip saddr {{config.PodCidr}} ip daddr != {{config.ClusterCidr}} ip daddr != 224.0.0.0/4 masquerade
            }
        }

        """;
}
