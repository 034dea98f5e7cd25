using System.Net;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of Services.</summary>
internal static class ServiceRules
{
    private const int LongestAffinity = 86400;
    private const string OnlyBalanced = "may only be used when `type` is 'LoadBalancer'";

    public static void Service(Place service)
    {
        var spec = service["spec"];
        var type = spec["type"].Text;
        var headless = spec["clusterIP"].Text == "None";
        if (spec["ports"].Count == 0 && type != "ExternalName" && !headless) spec["ports"].Required();
        spec["type"].OneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        if (type is "LoadBalancer" or "NodePort" && headless)
            spec.Add(FieldErrors.Invalid(spec.Path + ".clusterIPs[0]", "None", $"may not be set to 'None' for {type} services"));
        if (type == "ExternalName") ExternalName(spec);
        else ClusterAddresses(spec);

        ServicePorts(spec["ports"], type);
        Labels(spec["selector"]);
        Affinity(spec["sessionAffinity"], spec["sessionAffinityConfig"]);
        foreach (var address in spec["externalIPs"].Items) ExternalAddress(address);
        TrafficPolicies(spec, type);
        if (service.IsUpdate) Update(spec);
        if (type == "LoadBalancer")
        {
            foreach (var range in spec["loadBalancerSourceRanges"].Items) range.InvalidEach(Names.Cidr(range.Text.Trim()));
            return;
        }
        if (spec["loadBalancerSourceRanges"].Count > 0) spec["LoadBalancerSourceRanges"].Forbidden(OnlyBalanced);
        if (spec["loadBalancerClass"].Exists) spec["loadBalancerClass"].Forbidden(OnlyBalanced);
        if (spec["allocateLoadBalancerNodePorts"].Exists) spec["allocateLoadBalancerNodePorts"].Forbidden(OnlyBalanced);
    }

    private static void ExternalName(Place spec)
    {
        if (spec["clusterIP"].Text.Length > 0 || spec["clusterIPs"].Count > 0) spec["clusterIPs"].Forbidden("may not be set for ExternalName services");
        var name = spec["externalName"];
        if (name.Text.Length == 0) name.Required();
        else name.InvalidEach(name.Text, Names.Dns1123Subdomain(name.Text.TrimEnd('.')));
    }

    private static void ClusterAddresses(Place spec)
    {
        // The single address is the first of the list; upstream reports both there.
        var first = spec["clusterIP"].Text;
        if (spec["clusterIPs"].Count == 0 && first is not ("" or "None"))
            foreach (var wrong in Names.Ip(first)) spec.Add(FieldErrors.Invalid(spec.Path + ".clusterIPs[0]", first, wrong));
        foreach (var address in spec["clusterIPs"].Items)
            if (address.Text is not ("" or "None")) address.InvalidEach(Names.Ip(address.Text));
        if (spec["clusterIPs"].Count > 0 && first.Length > 0 && spec["clusterIPs"].Node[0].AsString() != first)
            spec["clusterIPs"].Invalid("first value must match `clusterIP`");
    }

    private static void ServicePorts(Place ports, string type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<string>(StringComparer.Ordinal);
        var nodePorts = new HashSet<string>(StringComparer.Ordinal);
        foreach (var port in ports.Items)
        {
            var name = port["name"];
            if (name.Text.Length > 0)
            {
                name.InvalidEach(Names.Dns1123Label(name.Text));
                if (!names.Add(name.Text)) name.Duplicate();
            }
            else if (ports.Count > 1) name.Required();
            var number = port["port"].Number;
            foreach (var wrong in Names.PortNumber(number)) port.Add(FieldErrors.Invalid(port["port"].Path, number, wrong));
            Protocol(port["protocol"]);
            if (port["targetPort"].Exists) PortNumberOrName(port["targetPort"]);
            if (port["appProtocol"].Text.Length > 0) port["appProtocol"].InvalidEach(Names.LabelKey(port["appProtocol"].Text));
            if (type == "LoadBalancer" && number == 10250) port.Add(FieldErrors.Invalid(port.Path, number, "may not expose port 10250 externally since it is used by kubelet"));

            var protocol = port["protocol"].Text.Length > 0 ? port["protocol"].Text : "TCP";
            if (!numbers.Add($"{protocol}/{number}"))
                port.Add(FieldErrors.DuplicateRaw(port.Path, $"{{\"Name\":\"\",\"Protocol\":{GoText.Quote(protocol)},\"AppProtocol\":null,\"Port\":{number},\"TargetPort\":0,\"NodePort\":0}}"));
            var node = port["nodePort"];
            if (node.Number == 0) continue;
            if (type is "ClusterIP" or "") node.Forbidden("may not be used when `type` is 'ClusterIP'");
            else if (!nodePorts.Add($"{protocol}/{node.Number}")) node.Duplicate();
        }
    }

    private static void Affinity(Place affinity, Place config)
    {
        affinity.OneOf("ClientIP", "None");
        if (affinity.Text == "None" && config.Exists) config.Forbidden("must not be set when session affinity is None");
        var timeout = config["clientIP"]["timeoutSeconds"];
        if (affinity.Text == "ClientIP" && config.Exists && timeout.Exists && timeout.Number is <= 0 or > LongestAffinity)
            timeout.Invalid($"must be greater than 0 and less than {LongestAffinity}");
    }

    private static void ExternalAddress(Place address)
    {
        var wrong = Names.Ip(address.Text);
        address.InvalidEach(wrong);
        if (wrong.Length > 0 || !IPAddress.TryParse(address.Text, out var ip)) return;
        var bytes = ip.GetAddressBytes();
        if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) address.Invalid("may not be unspecified (0.0.0.0 or ::)");
        if (IPAddress.IsLoopback(ip)) address.Invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        if (ip.IsIPv6LinkLocal || bytes is [169, 254, _, _]) address.Invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        if (bytes is [224, 0, 0, _] || bytes is [0xff, 2, ..] && bytes.Length == 16) address.Invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }

    private static void TrafficPolicies(Place spec, string type)
    {
        spec["internalTrafficPolicy"].OneOf("Cluster", "Local");
        var outside = spec["externalTrafficPolicy"];
        if (outside.Text.Length == 0) return;
        var reachable = type is "NodePort" or "LoadBalancer" || spec["externalIPs"].Count > 0;
        if (!reachable) outside.Invalid("may only be set for externally-accessible services");
        else outside.OneOf("Cluster", "Local");
    }

    private static void Update(Place spec)
    {
        var (before, now) = (spec["clusterIP"].Old.AsString(), spec["clusterIP"].Text);
        if (before.Length == 0 || now.Length == 0 || before == now) return;
        if (spec["type"].Old.TextEquals("ExternalName"u8) || spec["type"].Text == "ExternalName") return;
        spec.Add(FieldErrors.InvalidRaw(spec.Path + ".clusterIPs[0]", $"[{GoText.Quote(now)}]", "may not change once set"));
    }
}
