using Timonier.Documents;

namespace Timonier.Api.Writes;

internal static partial class OwnFields
{
    private static readonly string[] OfAddress = ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"];
    private static readonly string[] OfBalancer = ["allocateLoadBalancerNodePorts", "loadBalancerClass"];

    private static void Service(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null) body["status"] = new DraftObject { ["loadBalancer"] = new DraftObject() };
        else if (occasion.Subresource.Length == 0) DropOldType(body.Object("spec"), before.Object("spec"));
    }

    // What only the former type needed goes with it, unless the writer has set it to something else.
    private static void DropOldType(DraftObject spec, DraftObject old)
    {
        var (now, was) = (spec.String("type"), old.String("type"));
        if (now == was) return;
        if (now == "ExternalName") DropUnchanged(spec, old, OfAddress);
        if (OpensPorts(was) && !OpensPorts(now))
        {
            if (NodePorts(spec).SequenceEqual(NodePorts(old)))
                foreach (var port in spec.Array("ports").OfType<DraftObject>()) port.Remove("nodePort");
            if (spec["externalIPs"] is not DraftArray { Count: > 0 }) DropUnchanged(spec, old, "externalTrafficPolicy");
        }
        if (was != "LoadBalancer") return;
        DropUnchanged(spec, old, OfBalancer);
        DropUnchanged(spec, old, "healthCheckNodePort");
    }

    private static bool OpensPorts(string type) => type is "NodePort" or "LoadBalancer";

    private static IEnumerable<string> NodePorts(DraftObject spec) => spec.Array("ports").OfType<DraftObject>().Select(p => p["nodePort"]?.ToString() ?? "");

    private static void DropUnchanged(DraftObject spec, DraftObject old, params string[] names)
    {
        foreach (var name in names)
            if (Draft.DeepEquals(spec[name], old[name])) spec.Remove(name);
    }
}
