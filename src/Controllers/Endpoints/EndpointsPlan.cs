using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ServiceEndpoints;
using Timonier.Documents;

namespace Timonier.Controllers.Endpoints;

/// <summary>The one Endpoints object of a service, for clients older than slices: at most 1000 addresses, ready ones first.</summary>
public static class EndpointsPlan
{
    public const int Capacity = 1000;
    private const string OverCapacity = "endpoints.kubernetes.io/over-capacity";
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";

    public static ControllerPlan Compute(Document service, IReadOnlyList<Document> pods, Document? present)
    {
        var endpoints = ServiceEndpoint.Of(service, pods, ipv6: service.Spec["ipFamilies"u8][0].TextEquals("IPv6"u8)).Where(e => !e.IsTerminating || e.IsReady).ToList();
        var told = endpoints.OrderByDescending(e => e.IsReady).Take(Capacity).ToList();
        var subsets = new DraftArray(told.GroupBy(e => string.Join(';', e.Ports), StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(Subset));
        var labels = new DraftObject();
        foreach (var label in service.Metadata["labels"u8].Members) labels[label.Name] = label.Value;
        labels[ManagedBy] = "endpoint-controller";
        if (service.Spec["clusterIP"u8].TextEquals("None"u8)) labels["service.kubernetes.io/headless"] = "";
        var body = present is null ? new DraftObject { ["apiVersion"] = "v1", ["kind"] = "Endpoints" } : DraftObject.Of(present);
        var metadata = body.Object("metadata");
        metadata["name"] = service.Name;
        metadata["namespace"] = service.Namespace;
        metadata["labels"] = labels;
        if (endpoints.Count > Capacity) metadata.Object("annotations")[OverCapacity] = "truncated";
        else if (metadata["annotations"] is DraftObject annotations) annotations.Remove(OverCapacity);
        body["subsets"] = subsets.Count > 0 ? subsets : null;
        if (present is null) return new ControllerPlan([new CreateAction(CoreResources.Endpoints, service.Namespace, body)]);
        return Draft.DeepEquals(body, DraftObject.Of(present)) ? ControllerPlan.Nothing : new ControllerPlan([new UpdateAction(CoreResources.Endpoints, service.Namespace, body)]);
    }

    private static Draft Subset(IEnumerable<ServiceEndpoint> group)
    {
        var endpoints = group.OrderBy(e => e.Address, StringComparer.Ordinal).ToList();
        var subset = new DraftObject();
        var ready = endpoints.Where(e => e.IsReady).Select(Address).ToList();
        var notReady = endpoints.Where(e => !e.IsReady).Select(Address).ToList();
        if (ready.Count > 0) subset["addresses"] = new DraftArray(ready);
        if (notReady.Count > 0) subset["notReadyAddresses"] = new DraftArray(notReady);
        if (endpoints[0].Ports.Count > 0) subset["ports"] = new DraftArray(endpoints[0].Ports.Select(Port));
        return subset;
    }

    private static Draft Address(ServiceEndpoint endpoint)
    {
        var draft = new DraftObject { ["ip"] = endpoint.Address };
        if (endpoint.Pod.Spec["hostname"u8].AsString() is { Length: > 0 } host && endpoint.Pod.Spec["subdomain"u8].AsString().Length > 0) draft["hostname"] = host;
        if (endpoint.NodeName.Length > 0) draft["nodeName"] = endpoint.NodeName;
        draft["targetRef"] = new DraftObject { ["kind"] = "Pod", ["namespace"] = endpoint.Pod.Namespace, ["name"] = endpoint.Pod.Name, ["uid"] = endpoint.Pod.Uid };
        return draft;
    }

    private static Draft Port(EndpointPort port)
    {
        var draft = new DraftObject();
        if (port.Name.Length > 0) draft["name"] = port.Name;
        draft["port"] = port.Port;
        draft["protocol"] = port.Protocol;
        if (port.AppProtocol.Length > 0) draft["appProtocol"] = port.AppProtocol;
        return draft;
    }
}
