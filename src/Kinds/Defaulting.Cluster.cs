using System.Text;
using Timonier.Documents;

namespace Timonier.Kinds;

public static partial class Defaulting
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    private static void Service(DraftObject service)
    {
        var spec = service.Object("spec");
        Set(spec, "sessionAffinity", "None");
        Set(spec, "type", "ClusterIP");
        var type = spec.String("type");
        if (spec.String("sessionAffinity") == "None") spec.Remove("sessionAffinityConfig");
        else if (spec.String("sessionAffinity") == "ClientIP")
            Set(spec.Object("sessionAffinityConfig").Object("clientIP"), "timeoutSeconds", 10800);
        foreach (var port in Objects(spec, "ports"))
            if (port["port"] is { } number && port["targetPort"] is null or DraftScalar { Text: "0" or "" }) port["targetPort"] = number;
        if (type is "NodePort" or "LoadBalancer") Set(spec, "externalTrafficPolicy", "Cluster");
        if (type is "ClusterIP" or "NodePort" or "LoadBalancer")
        {
            Set(spec, "internalTrafficPolicy", "Cluster");
            Set(spec, "ipFamilies", new DraftArray { "IPv4" });
            Set(spec, "ipFamilyPolicy", "SingleStack");
        }
        if (type == "LoadBalancer") Set(spec, "allocateLoadBalancerNodePorts", true);
        if (type == "LoadBalancer" && service["status"] is DraftObject status && status["loadBalancer"] is DraftObject balancer)
            foreach (var ingress in Objects(balancer, "ingress"))
                if (ingress.Has("ip")) Set(ingress, "ipMode", "VIP");
    }

    private static void Secret(DraftObject secret)
    {
        Set(secret, "type", "Opaque");
        // stringData is for writing only: it goes into data and is never kept.
        if (secret["stringData"] is not DraftObject texts) return;
        foreach (var (key, text) in texts)
            secret.Object("data")[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(text.AsString()));
        secret.Remove("stringData");
    }

    private static void Namespace(DraftObject value)
    {
        Set(value.Object("status"), "phase", "Active");
        var metadata = value.Object("metadata");
        if (metadata.String("name") is { Length: > 0 } name) metadata.Object("labels")["kubernetes.io/metadata.name"] = name;
    }

    private static void NodeStatus(DraftObject status)
    {
        if (status["capacity"] is { } capacity) Set(status, "allocatable", capacity.Clone());
    }

    private static void Subject(DraftObject subject)
    {
        if (subject.String("kind") is "User" or "Group") Set(subject, "apiGroup", RbacGroup);
    }

    private static void EndpointPort(DraftObject port)
    {
        Set(port, "name", "");
        Set(port, "protocol", "TCP");
    }

    private static void NetworkPolicySpec(DraftObject spec)
    {
        if (spec["policyTypes"] is DraftArray { Count: > 0 }) return;
        spec["policyTypes"] = spec["egress"] is DraftArray { Count: > 0 } ? new DraftArray { "Ingress", "Egress" } : new DraftArray { "Ingress" };
    }

    private static void LimitRangeItem(DraftObject item)
    {
        if (item.String("type") != "Container") return;
        Missing(item, "max", "default");
        Missing(item, "default", "defaultRequest");
        Missing(item, "min", "defaultRequest");
    }

    /// <summary>Resources that <paramref name="to"/> does not name get the value they have in <paramref name="from"/>.</summary>
    private static void Missing(DraftObject item, string from, string to)
    {
        if (item[from] is not DraftObject { Count: > 0 } values) return;
        foreach (var (resource, amount) in values) Set(item.Object(to), resource, amount);
    }

    private static void DeviceCount(DraftObject request)
    {
        Set(request, "allocationMode", "ExactCount");
        if (request.String("allocationMode") == "ExactCount") Set(request, "count", 1);
    }

    private static void ResourceNames(DraftObject names)
    {
        var kind = names.String("kind");
        if (kind.Length == 0) return;
        Set(names, "singular", kind.ToLowerInvariant());
        Set(names, "listKind", kind + "List");
    }
}
