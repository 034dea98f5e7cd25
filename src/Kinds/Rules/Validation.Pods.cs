using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    internal static void PodSpec(Place spec, bool ofPod = false)
    {
        var volumes = Volumes(spec["volumes"]);
        ResourceClaims(spec["resourceClaims"]);
        Containers(spec, volumes, ofPod);
        PodResources(spec);

        spec["restartPolicy"].OneOf("Always", "OnFailure", "Never");
        if (spec["dnsPolicy"].OneOf("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")) Dns(spec);
        if (spec["activeDeadlineSeconds"].Exists) spec["activeDeadlineSeconds"].InRange(1, int.MaxValue);
        spec["preemptionPolicy"].OneOf("PreemptLowerPriority", "Never");

        NameIn(spec["serviceAccountName"], Names.Dns1123Subdomain);
        NameIn(spec["nodeName"], Names.Dns1123Subdomain);
        NameIn(spec["runtimeClassName"], Names.Dns1123Subdomain);
        NameIn(spec["priorityClassName"], Names.Dns1123Subdomain);
        NameIn(spec["schedulerName"], Names.LabelKey);
        NameIn(spec["hostname"], Names.Dns1123Label);
        NameIn(spec["subdomain"], Names.Dns1123Label);
        Labels(spec["nodeSelector"]);

        PodSecurity(spec);
        OperatingSystem(spec);
        HostProcess(spec);
        HostAliases(spec["hostAliases"]);
        Tolerations(spec["tolerations"]);
        Affinity(spec["affinity"]);
        Spread(spec["topologySpreadConstraints"]);
        Gates(spec);
        foreach (var gate in spec["readinessGates"].Items) gate["conditionType"].InvalidEach(gate["conditionType"].Text, Names.LabelKey(gate["conditionType"].Text));
        foreach (var (name, amount) in spec["overhead"].Entries) Resource(amount with { Path = $"{spec.Path}.overhead.limits[{name}]" }, name);
    }

    internal static void NameIn(Place place, Func<string, string[]> rule)
    {
        if (place.Text.Length > 0) place.InvalidEach(rule(place.Text));
    }

    internal static void Gates(Place spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var gate in spec["schedulingGates"].Items)
        {
            // Upstream checks the name and reports it at the gate itself.
            gate.InvalidEach(gate["name"].Text, Names.LabelKey(gate["name"].Text));
            if (!names.Add(gate["name"].Text)) gate["name"].Duplicate();
        }
    }

    internal static void Dns(Place spec)
    {
        var config = spec["dnsConfig"];
        if (spec["dnsPolicy"].Text == "None")
        {
            if (!config.Exists) config.Required("must provide `dnsConfig` when `dnsPolicy` is None");
            else if (config["nameservers"].Count == 0) config["nameservers"].Required("must provide at least one DNS nameserver when `dnsPolicy` is None");
        }
        var servers = config["nameservers"];
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
