using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceEndpoints;
using Timonier.Documents;

namespace Timonier.Controllers.EndpointSlices;

/// <summary>
/// The slices of one service: an endpoint stays in the slice it is in, new ones fill what has room, each slice
/// holds at most 100, and slices are grouped by the ports their pods offer.
/// </summary>
public sealed record EndpointSlicePlan(IReadOnlyList<PlanAction> Actions, IReadOnlyList<EventNote> Notes)
{
    public const int Capacity = 100;
    public const string ServiceLabel = "kubernetes.io/service-name";
    public const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    public const string Manager = "endpointslice-controller.k8s.io";
    private const string HeadlessLabel = "service.kubernetes.io/headless";

    /// <param name="service">The service, which has a selector.</param>
    /// <param name="pods">The pods it selects.</param>
    /// <param name="slices">The slices of this service that are ours.</param>
    /// <param name="zoneOf">The zone of a node, empty when it has none.</param>
    /// <param name="shares">What share of the processors each zone has.</param>
    public static EndpointSlicePlan Compute(Document service, IReadOnlyList<Document> pods, IReadOnlyList<Document> slices, Func<string, string> zoneOf, ZoneShares shares)
    {
        var (actions, notes) = (new List<PlanAction>(), new List<EventNote>());
        foreach (var family in Families(service))
        {
            var mine = slices.Where(s => s.Root["addressType"u8].AsString() == family).OrderBy(s => s.Name, StringComparer.Ordinal).ToList();
            var wanted = ServiceEndpoint.Of(service, pods, ipv6: family == "IPv6");
            var hints = AsksForZones(service) ? ZoneHints.Compute(wanted, zoneOf, shares) : null;
            if (Told(service, family, hints, mine.Exists(HasHints)) is { } note) notes.Add(note);
            actions.AddRange(OfFamily(service, family, wanted, mine, new EndpointPlaces(zoneOf, hints)));
        }
        foreach (var foreign in slices.Where(s => !Families(service).Contains(s.Root["addressType"u8].AsString(), StringComparer.Ordinal))) actions.Add(Delete(foreign));
        return new EndpointSlicePlan(actions, notes);
    }

    private static IEnumerable<PlanAction> OfFamily(Document service, string family, IReadOnlyList<ServiceEndpoint> wanted, List<Document> slices, EndpointPlaces places)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var groups = wanted.GroupBy(e => PortsText(e.Ports), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToList()).ToList();
        // A service without pods still has one slice, so that who watches sees it is known and empty.
        if (groups.Count == 0) groups.Add([]);
        foreach (var group in groups)
        {
            var ports = group.Count > 0 ? group[0].Ports : [];
            var present = slices.Where(s => !used.Contains(s.Name) && !PodFacts.IsDeleting(s) && (group.Count == 0 || PortsText(ReadPorts(s)) == PortsText(ports))).ToList();
            if (group.Count == 0 && present.Count > 1) present = [present[0]];
            var pending = group.ToDictionary(e => e.Pod.Uid, StringComparer.Ordinal);
            var contents = new List<(Document? Slice, List<ServiceEndpoint> Endpoints)>();
            foreach (var slice in present)
            {
                var kept = new List<ServiceEndpoint>();
                foreach (var endpoint in slice.Root["endpoints"u8].Items)
                    if (kept.Count < Capacity && pending.Remove(endpoint["targetRef"u8]["uid"u8].AsString(), out var same)) kept.Add(same);
                contents.Add((slice, kept));
            }
            var rest = new Queue<ServiceEndpoint>(group.Where(e => pending.ContainsKey(e.Pod.Uid)));
            foreach (var (_, endpoints) in contents)
                while (endpoints.Count < Capacity && rest.Count > 0) endpoints.Add(rest.Dequeue());
            while (rest.Count > 0 || contents.Count == 0)
            {
                var fresh = new List<ServiceEndpoint>();
                while (fresh.Count < Capacity && rest.Count > 0) fresh.Add(rest.Dequeue());
                contents.Add((null, fresh));
            }
            foreach (var (slice, endpoints) in contents)
            {
                if (slice is null)
                {
                    yield return new CreateAction(CoreResources.EndpointSlices, service.Namespace, Body(service, family, ports, endpoints, places, null));
                    continue;
                }
                if (endpoints.Count == 0 && contents.Count > 1 && group.Count > 0) continue;
                used.Add(slice.Name);
                var body = Body(service, family, ports, endpoints, places, slice);
                if (!AreSame(body, slice)) yield return new UpdateAction(CoreResources.EndpointSlices, service.Namespace, body);
            }
        }
        foreach (var surplus in slices.Where(s => !used.Contains(s.Name) && !PodFacts.IsDeleting(s))) yield return Delete(surplus);
    }

    private static DraftObject Body(Document service, string family, IReadOnlyList<EndpointPort> ports, List<ServiceEndpoint> endpoints, EndpointPlaces places, Document? present)
    {
        var body = present is null ? new DraftObject { ["apiVersion"] = "discovery.k8s.io/v1", ["kind"] = "EndpointSlice" } : DraftObject.Of(present);
        var metadata = body.Object("metadata");
        if (present is null)
        {
            metadata["generateName"] = service.Name + "-";
            metadata["namespace"] = service.Namespace;
            metadata["ownerReferences"] = new DraftArray([new Ownership("v1", "Service", service.Name, service.Uid).ToDraft()]);
        }
        var labels = metadata.Object("labels");
        foreach (var label in service.Metadata["labels"u8].Members) labels[label.Name] = label.Value;
        labels[ServiceLabel] = service.Name;
        labels[ManagedByLabel] = Manager;
        labels[HeadlessLabel] = service.Spec["clusterIP"u8].TextEquals("None"u8) ? "" : null;
        body["addressType"] = family;
        body["endpoints"] = new DraftArray(endpoints.Select(e => Endpoint(e, places, service.Spec["trafficDistribution"u8].AsString())));
        body["ports"] = new DraftArray(ports.Select(Port));
        return body;
    }

    private static DraftObject Endpoint(ServiceEndpoint endpoint, EndpointPlaces places, string distribution)
    {
        var draft = new DraftObject
        {
            ["addresses"] = new DraftArray([endpoint.Address]),
            ["conditions"] = new DraftObject { ["ready"] = endpoint.IsReady, ["serving"] = endpoint.IsServing, ["terminating"] = endpoint.IsTerminating },
        };
        if (endpoint.Pod.Spec["hostname"u8].AsString() is { Length: > 0 } host && endpoint.Pod.Spec["subdomain"u8].AsString().Length > 0) draft["hostname"] = host;
        draft["targetRef"] = new DraftObject { ["kind"] = "Pod", ["namespace"] = endpoint.Pod.Namespace, ["name"] = endpoint.Pod.Name, ["uid"] = endpoint.Pod.Uid };
        if (endpoint.NodeName.Length == 0) return draft;
        draft["nodeName"] = endpoint.NodeName;
        var zone = places.ZoneOf(endpoint.NodeName);
        if (zone.Length > 0) draft["zone"] = zone;
        if (endpoint.IsReady && places.Hints(endpoint, distribution) is { Count: > 0 } hints) draft["hints"] = hints;
        return draft;
    }

    /// <summary>Whether the service's annotation asks for hints; it outdoes the field that asks for what is near.</summary>
    public static bool AsksForZones(Document service)
    {
        var annotations = service.Metadata["annotations"u8];
        var mode = annotations["service.kubernetes.io/topology-mode"u8] is { Exists: true } set ? set : annotations["service.kubernetes.io/topology-aware-hints"u8];
        return mode.AsString() is "Auto" or "auto";
    }

    private static EventNote? Told(Document service, string family, ZoneHints? hints, bool had)
    {
        var (about, kind) = (ObjectReference.To(service), $", addressType: {family}");
        if (hints is { ByPod: null }) return new EventNote(about, "Warning", "TopologyAwareHintsDisabled", hints.Why + kind);
        return hints is null || had ? null : new EventNote(about, "Normal", "TopologyAwareHintsEnabled", "Topology Aware Hints has been enabled" + kind);
    }

    private static bool HasHints(Document slice)
    {
        foreach (var endpoint in slice.Root["endpoints"u8].Items)
            if (endpoint["hints"u8].Exists) return true;
        return false;
    }

    private static Draft Port(EndpointPort port)
    {
        var draft = new DraftObject { ["name"] = port.Name, ["port"] = port.Port, ["protocol"] = port.Protocol };
        if (port.AppProtocol.Length > 0) draft["appProtocol"] = port.AppProtocol;
        return draft;
    }

    private static List<EndpointPort> ReadPorts(Document slice)
    {
        var ports = new List<EndpointPort>();
        foreach (var port in slice.Root["ports"u8].Items)
            ports.Add(new EndpointPort(port["name"u8].AsString(), port["port"u8].AsInt32(), port["protocol"u8].AsString(), port["appProtocol"u8].AsString()));
        return ports;
    }

    private static string PortsText(IEnumerable<EndpointPort> ports) => string.Join(';', ports.Select(p => p.ToString()).Order(StringComparer.Ordinal));

    private static IReadOnlyList<string> Families(Document service)
    {
        var families = new List<string>();
        foreach (var family in service.Spec["ipFamilies"u8].Items) families.Add(family.AsString());
        return families.Count > 0 ? families : ["IPv4"];
    }

    private static bool AreSame(DraftObject wanted, Document present)
    {
        var stored = DraftObject.Of(present);
        // A server may write an empty list as null or leave it out.
        foreach (var list in (ReadOnlySpan<string>)["endpoints", "ports"])
            if (stored[list] is not DraftArray) stored[list] = new DraftArray();
        return Draft.DeepEquals(wanted, stored);
    }

    private static DeleteAction Delete(Document slice) => new(CoreResources.EndpointSlices, slice.Namespace, slice.Name, slice.Uid);
}
