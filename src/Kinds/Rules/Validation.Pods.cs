using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    /// <summary>What the kernel keeps of a host's name.</summary>
    private const int LongestHostName = 64;

    internal static void PodSpec(Place spec, bool ofPod = false)
    {
        // The order is upstream's, as clients show the findings in it.
        var volumes = Volumes(spec["volumes"]);
        ResourceClaims(spec["resourceClaims"]);
        Containers(spec, volumes, ofPod);
        PodResources(spec);
        spec["restartPolicy"].OneOf("Always", "OnFailure", "Never");
        spec["dnsPolicy"].OneOf("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        Labels(spec["nodeSelector"]);
        PodSecurity(spec);
        Affinity(spec["affinity"]);
        Dns(spec["dnsConfig"], spec["dnsPolicy"].Text);
        foreach (var gate in spec["readinessGates"].Items) LabelKey(gate["conditionType"]);
        Gates(spec["schedulingGates"]);
        Spread(spec["topologySpreadConstraints"]);
        HostProcess(spec);
        HostUsers(spec);
        NameIn(spec["serviceAccountName"], Names.Dns1123Subdomain);
        NameIn(spec["nodeName"], Names.Dns1123Subdomain);
        if (spec["activeDeadlineSeconds"].Exists) spec["activeDeadlineSeconds"].InRange(1, int.MaxValue);
        NameIn(spec["hostname"], Names.Dns1123Label);
        HostName(spec);
        NameIn(spec["subdomain"], Names.Dns1123Label);
        Tolerations(spec["tolerations"]);
        HostAliases(spec["hostAliases"]);
        NameIn(spec["priorityClassName"], Names.Dns1123Subdomain);
        NameIn(spec["runtimeClassName"], Names.Dns1123Subdomain);
        spec["preemptionPolicy"].OneOf("PreemptLowerPriority", "Never");
        foreach (var (name, amount) in spec["overhead"].Entries) Resource(amount with { Path = $"{spec.Path}.overhead.limits[{name}]" }, name);
        OperatingSystem(spec);
    }

    /// <summary>A name of the pod's host that goes before all others.</summary>
    private static void HostName(Place spec)
    {
        var name = spec["hostnameOverride"];
        if (!name.Exists) return;
        name.InvalidEach(Names.Dns1123Subdomain(name.Text));
        name.AtMostBytes(LongestHostName);
        if (spec["setHostnameAsFQDN"].Node.AsBool()) name.Forbidden("may not be set together with `setHostnameAsFQDN`");
        if (spec["hostNetwork"].Node.AsBool()) name.Forbidden("may not be set when `hostNetwork` is true");
    }

    internal static void NameIn(Place place, Func<string, string[]> rule)
    {
        if (place.Text.Length > 0) place.InvalidEach(rule(place.Text));
    }

    internal static void Gates(Place gates)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gate in gates.Items)
        {
            // Upstream checks the name and reports it at the gate itself.
            var name = gate["name"] with { Path = gate.Path };
            LabelKey(name);
            if (!names.Add(name.Text)) name.Duplicate();
        }
    }

    internal static void Dns(Place config, string policy)
    {
        var servers = config["nameservers"];
        if (policy == "None" && !config.Exists) config.Required("must provide `dnsConfig` when `dnsPolicy` is None");
        else if (policy == "None" && servers.Count == 0) servers.Required("must provide at least one DNS nameserver when `dnsPolicy` is None");
        if (policy == "None" && servers.Count == 0) return;
        if (servers.Count > 3) servers.Invalid("must not have more than 3 nameservers");
        foreach (var server in servers.Items) server.InvalidEach(Names.Ip(server.Text));
        var searches = config["searches"];
        if (searches.Count > 32) searches.Invalid("must not have more than 32 search paths");
        if (string.Join(' ', searches.Items.Select(s => s.Text)).Length > 2048) searches.Invalid("must not have more than 2048 characters (including spaces) in the search list");
        foreach (var search in searches.Items)
        {
            var name = search.Text.Length > 1 && search.Text[^1] == '.' ? search.Text[..^1] : search.Text;
            // A lone dot keeps the resolver from searching; underscores stand in service names.
            if (name != ".") search.InvalidEach(name, SearchDomain(name));
        }
        foreach (var option in config["options"].Items)
            if (option["name"].Text.Length == 0) option.Required("must not be empty");
    }

    internal static void HostAliases(Place aliases)
    {
        foreach (var alias in aliases.Items)
        {
            alias["ip"].InvalidEach(alias["ip"].Text, Names.Ip(alias["ip"].Text));
            foreach (var name in alias["hostnames"].Items) name.InvalidEach(Names.Dns1123Subdomain(name.Text));
        }
    }
}
