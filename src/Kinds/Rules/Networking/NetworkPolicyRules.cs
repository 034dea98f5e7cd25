using System.Net;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of NetworkPolicies.</summary>
internal static class NetworkPolicyRules
{
    public static void Spec(Place spec)
    {
        Selector(spec["podSelector"]);
        foreach (var (rules, peers) in ((string, string)[])[("ingress", "from"), ("egress", "to")])
        {
            foreach (var rule in spec[rules].Items)
            {
                foreach (var port in rule["ports"].Items) Port(port);
                foreach (var peer in rule[peers].Items) Peer(peer);
            }
        }
        var types = spec["policyTypes"];
        if (types.Count > 2) types.Invalid("may not specify more than two policyTypes");
        else foreach (var type in types.Items) type.OneOf("Ingress", "Egress");
    }

    private static void Port(Place item)
    {
        var (port, end) = (item["port"], item["endPort"]);
        item["protocol"].OneOf("TCP", "UDP", "SCTP");
        if (!port.Exists)
        {
            if (end.Exists) end.Invalid("may not be specified when `port` is not specified");
        }
        else if (port.Node.IsString)
        {
            if (end.Exists) end.Invalid("may not be specified when `port` is non-numeric");
            port.InvalidEach(Names.PortName(port.Text));
        }
        else
        {
            port.InvalidEach(Names.PortNumber(port.Number));
            if (!end.Exists) return;
            // Upstream shows the port here, not its end.
            if (end.Number < port.Number) end.Add(FieldErrors.Invalid(end.Path, port.Number, "must be greater than or equal to `port`"));
            end.InvalidEach(Names.PortNumber(end.Number));
        }
    }

    private static void Peer(Place peer)
    {
        var present = peer.Present("podSelector", "namespaceSelector", "ipBlock");
        Selector(peer["podSelector"]);
        Selector(peer["namespaceSelector"]);
        if (peer["ipBlock"].Exists) Block(peer["ipBlock"]);
        if (present.Count == 0) peer.Required("must specify a peer");
        else if (present.Count > 1 && peer["ipBlock"].Exists) peer.Forbidden("may not specify both ipBlock and another peer");
    }

    private static void Block(Place block)
    {
        var range = block["cidr"];
        if (range.Text.Length == 0)
        {
            range.Required();
            return;
        }
        if (!Kept(range)) range.InvalidEach(Names.Cidr(range.Text));
        if (Range(range.Text) is not { } whole) return;
        foreach (var except in block["except"].Items)
        {
            if (!Kept(except)) except.InvalidEach(Names.Cidr(except.Text));
            if (Range(except.Text) is not { } part) continue;
            var within = part.BaseAddress.AddressFamily == whole.BaseAddress.AddressFamily && whole.Contains(part.BaseAddress) && part.PrefixLength > whole.PrefixLength;
            if (!within) except.Invalid("must be a strict subset of `cidr`");
        }
    }

    private static IPNetwork? Range(string text) => Names.Cidr(text).Length == 0 && IPNetwork.TryParse(text, out var range) ? range : null;
}
