using System.Net;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of Services.</summary>
internal static class ServiceRules
{
    private const int LongestAffinity = 86400;
    private const string NotExternal = "may not be set for ExternalName services";
    private const string OnlyBalanced = "may only be used when `type` is 'LoadBalancer'";

    public static void Service(Place service)
    {
        var spec = service["spec"];
        var type = spec["type"].Text;
        var headless = spec["clusterIP"].Text == "None";
        if (service.IsUpdate) ServiceUpdateRules.Update(spec);
        TopologyAnnotations(service["metadata"]["annotations"]);
        if (spec["ports"].Count == 0 && type != "ExternalName" && !headless) spec["ports"].Required();
        if (type is "LoadBalancer" or "NodePort" && headless)
            spec.Add(FieldErrors.Invalid(spec.Path + ".clusterIPs[0]", "None", $"may not be set to 'None' for {type} services"));
        if (type == "ExternalName") ExternalName(spec);

        ServicePorts(spec["ports"], type);
        Labels(spec["selector"]);
        Affinity(spec["sessionAffinity"], spec["sessionAffinityConfig"]);
        if (type != "ExternalName") ServiceAddressRules.Addresses(spec);
        foreach (var address in spec["externalIPs"].Items) OutsideAddress(address);
        spec["type"].OneOf("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        Balancing(spec, type == "LoadBalancer");
        TrafficPolicies(spec, type);
    }

    private static void TopologyAnnotations(Place annotations)
    {
        var (mode, hints) = (annotations.Key("service.kubernetes.io/topology-mode"), annotations.Key("service.kubernetes.io/topology-aware-hints"));
        if (mode.Exists && hints.Exists && mode.Text != hints.Text) mode.Invalid("must match annotations[service.kubernetes.io/topology-aware-hints] when both are specified");
    }

    private static void Balancing(Place spec, bool balanced)
    {
        // Upstream writes this field with a capital.
        var ranges = spec["loadBalancerSourceRanges"] with { Path = spec.Path + ".LoadBalancerSourceRanges" };
        if (ranges.Count > 0 && !balanced) ranges.Forbidden(OnlyBalanced);
        foreach (var range in ranges.Items)
            if (!Kept(range)) range.InvalidEach(range.Text.Trim(), Names.Cidr(range.Text.Trim()));
        if (!balanced)
        {
            foreach (var field in spec.Present("allocateLoadBalancerNodePorts", "loadBalancerClass")) field.Forbidden(OnlyBalanced);
            return;
        }
        if (spec["loadBalancerClass"].Exists) LabelKey(spec["loadBalancerClass"]);
    }

    private static void ExternalName(Place spec)
    {
        if (spec["clusterIP"].Text.Length > 0 || spec["clusterIPs"].Count > 0) spec["clusterIPs"].Forbidden(NotExternal);
        if (spec["ipFamilies"].Count > 0) spec["ipFamilies"].Forbidden(NotExternal);
        if (spec["ipFamilyPolicy"].Exists) spec["ipFamilyPolicy"].Forbidden(NotExternal);
        var name = spec["externalName"];
        var target = name.Text.EndsWith('.') ? name.Text[..^1] : name.Text;
        if (target.Length == 0) name.Required();
        else name.InvalidEach(target, Names.Dns1123Subdomain(target));
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
        if (affinity.Text == "ClientIP" && config.Exists && !config["clientIP"].Exists) config["clientIP"].Required("when session affinity type is ClientIP");
        var timeout = config["clientIP"]["timeoutSeconds"];
        if (affinity.Text == "ClientIP" && config.Exists && timeout.Exists && timeout.Number is <= 0 or > LongestAffinity)
            timeout.Invalid($"must be greater than 0 and less than {LongestAffinity}");
    }

    /// <summary>An address that others can reach.</summary>
    public static void OutsideAddress(Place address)
    {
        // An address that stands as it stood may be in a form that is no longer taken.
        var wrong = Kept(address) ? [] : Names.Ip(address.Text);
        address.InvalidEach(address.Text, wrong);
        if (wrong.Length > 0 || !IPAddress.TryParse(address.Text, out var ip)) return;
        if (ip.IsIPv4MappedToIPv6) ip = ip.MapToIPv4();
        var bytes = ip.GetAddressBytes();
        if (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)) address.Invalid($"may not be unspecified ({address.Text})");
        if (IPAddress.IsLoopback(ip)) address.Invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        if (ip.IsIPv6LinkLocal || bytes is [169, 254, _, _]) address.Invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        if (bytes is [224, 0, 0, _] || bytes is [0xff, 2, ..] && bytes.Length == 16) address.Invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }

    private static void TrafficPolicies(Place spec, string type)
    {
        var (outside, health) = (spec["externalTrafficPolicy"], spec["healthCheckNodePort"]);
        var reachable = type is "NodePort" or "LoadBalancer" || type == "ClusterIP" && spec["externalIPs"].Count > 0;
        if (!reachable)
        {
            if (outside.Text.Length > 0) outside.Invalid("may only be set for externally-accessible services");
        }
        else outside.OneOf("Cluster", "Local");
        var checkedOutside = type == "LoadBalancer" && outside.Text == "Local";
        if (health.Number != 0 && !checkedOutside) health.Invalid("may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
        else if (health.Number != 0) health.InvalidEach(Names.PortNumber(health.Number));
        spec["internalTrafficPolicy"].OneOf("Cluster", "Local");
        spec["trafficDistribution"].OneOf("PreferClose", "PreferSameNode", "PreferSameZone");
    }

    /// <summary>The addresses at which a load balancer says that it answers.</summary>
    public static void Status(Place service)
    {
        var ingress = service["status"]["loadBalancer"]["ingress"];
        if (ingress.Count > 0 && service["spec"]["type"].Text != "LoadBalancer")
        {
            ingress.Forbidden("may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }
        IngressRules.Addresses(ingress);
        foreach (var item in ingress.Items)
        {
            var mode = item["ipMode"];
            if (mode.Exists && item["ip"].Text.Length == 0) mode.Forbidden("may not be specified when `ip` is not set");
            else mode.OneOf("Proxy", "VIP");
        }
    }
}
