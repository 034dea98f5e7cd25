using System.Net;
using System.Net.Sockets;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.EndpointMirrors;

/// <summary>
/// The slices that say the same as an Endpoints object which somebody wrote for a service without selector: one for each
/// family of addresses and set of ports.
/// </summary>
public sealed record EndpointMirrorPlan(IReadOnlyList<PlanAction> Actions, IReadOnlyList<EventNote> Notes)
{
    public const string Manager = "endpointslicemirroring-controller.k8s.io";
    public const string ServiceLabel = "kubernetes.io/service-name";
    public const string ManagedByLabel = "endpointslice.kubernetes.io/managed-by";
    private const string SkipLabel = "endpointslice.kubernetes.io/skip-mirror";
    private const string LeaderAnnotation = "control-plane.alpha.kubernetes.io/leader";
    private const int MostOfASubset = 1000;

    private static readonly string[] NotCopied = ["endpoints.kubernetes.io/last-change-trigger-time", "kubectl.kubernetes.io/last-applied-configuration"];

    /// <summary>Whether a service's Endpoints are to be mirrored: nobody else makes slices of them.</summary>
    public static bool IsMirrored(Document? service, Document? endpoints) =>
        service is not null && service.Spec["selector"u8].IsNullOrMissing
        && endpoints is not null && !PodFacts.IsDeleting(endpoints)
        && !endpoints.Metadata["labels"u8][SkipLabel].TextEquals("true"u8) && !endpoints.Metadata["annotations"u8][LeaderAnnotation].Exists;

    /// <param name="service">The service, if it is there.</param>
    /// <param name="endpoints">Its Endpoints, if they are there.</param>
    /// <param name="slices">The slices that mirror them now.</param>
    public static EndpointMirrorPlan Compute(Document? service, Document? endpoints, IReadOnlyList<Document> slices)
    {
        var (actions, notes, kept) = (new List<PlanAction>(), new List<EventNote>(), new HashSet<string>(StringComparer.Ordinal));
        if (IsMirrored(service, endpoints))
            foreach (var (family, ports, addresses) in Wanted(endpoints!, notes))
            {
                var present = slices.FirstOrDefault(s => !kept.Contains(s.Name) && s.Root["addressType"u8].AsString() == family && Draft.DeepEquals(PortsIn(s.Root["ports"u8]), ports));
                var body = Body(endpoints!, family, ports, addresses, present);
                if (present is null) actions.Add(new CreateAction(CoreResources.EndpointSlices, endpoints!.Namespace, body));
                else if (!Draft.DeepEquals(body, DraftObject.Of(present))) actions.Add(new UpdateAction(CoreResources.EndpointSlices, endpoints!.Namespace, body));
                if (present is not null) kept.Add(present.Name);
            }
        foreach (var surplus in slices.Where(s => !kept.Contains(s.Name) && !PodFacts.IsDeleting(s))) actions.Add(new DeleteAction(CoreResources.EndpointSlices, surplus.Namespace, surplus.Name, surplus.Uid));
        return new EndpointMirrorPlan(actions, notes);
    }

    private static List<(string Family, DraftArray Ports, DraftArray Endpoints)> Wanted(Document endpoints, List<EventNote> notes)
    {
        var wanted = new List<(string Family, DraftArray Ports, DraftArray Endpoints)>();
        foreach (var subset in endpoints.Root["subsets"u8].Items)
        {
            var ports = PortsIn(subset["ports"u8]);
            var count = 0;
            foreach (var (list, ready) in ((string, bool)[])[("addresses", true), ("notReadyAddresses", false)])
                foreach (var address in subset[list].Items)
                {
                    if (++count > MostOfASubset) continue;
                    var family = IPAddress.TryParse(address["ip"u8].AsString(), out var parsed) && parsed.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4";
                    var group = wanted.Find(w => w.Family == family && Draft.DeepEquals(w.Ports, ports));
                    if (group.Endpoints is null) wanted.Add(group = (family, ports, []));
                    group.Endpoints.Add(Endpoint(address, ready));
                }
            if (count > MostOfASubset)
                notes.Add(new EventNote(ObjectReference.To(endpoints) with { ApiVersion = "v1", Kind = "Endpoints" }, "Warning", "TooManyAddressesToMirror",
                    $"A max of {MostOfASubset} addresses can be mirrored to EndpointSlices per Endpoints subset. {count - MostOfASubset} addresses were skipped"));
        }
        return wanted;
    }

    private static DraftObject Body(Document endpoints, string family, DraftArray ports, DraftArray addresses, Document? present)
    {
        var body = present is null ? new DraftObject { ["apiVersion"] = "discovery.k8s.io/v1", ["kind"] = "EndpointSlice" } : DraftObject.Of(present);
        var metadata = body.Object("metadata");
        if (present is null)
        {
            metadata["generateName"] = endpoints.Name + "-";
            metadata["namespace"] = endpoints.Namespace;
            metadata["ownerReferences"] = new DraftArray([new Ownership("v1", "Endpoints", endpoints.Name, endpoints.Uid).ToDraft()]);
        }
        var labels = new DraftObject();
        foreach (var label in endpoints.Metadata["labels"u8].Members) labels[label.Name] = label.Value;
        labels[ServiceLabel] = endpoints.Name;
        labels[ManagedByLabel] = Manager;
        metadata["labels"] = labels;
        var annotations = new DraftObject();
        foreach (var annotation in endpoints.Metadata["annotations"u8].Members)
            if (!NotCopied.Contains(annotation.Name)) annotations[annotation.Name] = annotation.Value;
        metadata["annotations"] = annotations.Count > 0 ? annotations : null;
        body["addressType"] = family;
        body["endpoints"] = addresses;
        body["ports"] = ports;
        return body;
    }

    private static DraftObject Endpoint(Node address, bool ready)
    {
        var draft = new DraftObject { ["addresses"] = DraftArray.OfTexts([address["ip"u8].AsString()]), ["conditions"] = new DraftObject { ["ready"] = ready } };
        foreach (var field in (ReadOnlySpan<string>)["hostname", "nodeName", "targetRef"])
            if (address[field].Exists) draft[field] = address[field];
        return draft;
    }

    private static DraftArray PortsIn(Node ports)
    {
        var list = new DraftArray();
        foreach (var port in ports.Items)
        {
            var draft = new DraftObject { ["name"] = port["name"u8].AsString(), ["port"] = port["port"u8], ["protocol"] = port["protocol"u8].AsStringOrNull() ?? "TCP" };
            if (port["appProtocol"u8].Exists) draft["appProtocol"] = port["appProtocol"u8];
            list.Add(draft);
        }
        return list;
    }
}
