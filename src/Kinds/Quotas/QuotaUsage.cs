using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Quotas;

/// <summary>What one object uses up of a quota; the same for admission and for the controller that counts again.</summary>
public static class QuotaUsage
{
    private static readonly Quantity One = Quantity.Of(1);

    // As many devices as one allocation may hold: what is counted for a request of all that there are.
    private const long MostDevices = 32;

    public static ResourceAmounts Of(string qualified, Document item, DateTimeOffset now)
    {
        var used = new ResourceAmounts { [QuotaNames.Count(qualified)] = One };
        switch (qualified)
        {
            case "pods":
                if (IsCharged(item, now)) AddPod(used, item);
                break;
            case "services":
                AddService(used, item);
                break;
            case "persistentvolumeclaims":
                AddClaim(used, item);
                break;
            case "resourceclaims.resource.k8s.io":
                foreach (var request in item.Spec["devices"u8]["requests"u8].Items) AddDevices(used, request);
                break;
            default:
                used[qualified] = One;
                break;
        }
        return used;
    }

    /// <summary>What is missing before an object can be counted under these names; null when nothing is.</summary>
    public static string? Missing(string qualified, Document item, IReadOnlyCollection<string> names)
    {
        if (qualified != "pods") return null;
        var required = names.Where(n => n is "cpu" or "memory" or "requests.cpu" or "requests.memory" or "limits.cpu" or "limits.memory").ToList();
        var ofPod = Named(item.Spec["resources"u8]);
        var missing = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var list in (string[])["containers", "initContainers"])
        {
            foreach (var container in item.Spec[list].Items)
            {
                var said = Named(container["resources"u8]);
                foreach (var name in required.Where(n => !said.Has(n) && !ofPod.Has(n)))
                {
                    if (!missing.TryGetValue(name, out var containers)) missing[name] = containers = new SortedSet<string>(StringComparer.Ordinal);
                    containers.Add(container["name"u8].AsString());
                }
            }
        }
        return missing.Count == 0 ? null : $"must specify {string.Join("; ", missing.Select(m => $"{m.Key} for: {string.Join(',', m.Value)}"))}";
    }

    // A pod that has ended holds nothing, nor one that should be gone by now.
    private static bool IsCharged(Document pod, DateTimeOffset now)
    {
        if (pod.Status["phase"u8].AsString() is "Succeeded" or "Failed") return false;
        return pod.Metadata["deletionTimestamp"u8].AsTime() is not { } end
            || pod.Metadata["deletionGracePeriodSeconds"u8].AsInt64OrNull() is not { } grace
            || now <= end.AddSeconds(grace);
    }

    private static void AddPod(ResourceAmounts used, Document pod)
    {
        used["pods"] = One;
        AddCompute(used, PodAmounts.Requests(pod), PodAmounts.Limits(pod));
    }

    private static ResourceAmounts Named(Node resources)
    {
        var named = new ResourceAmounts();
        AddCompute(named, ResourceAmounts.Of(resources["requests"u8]), ResourceAmounts.Of(resources["limits"u8]));
        return named;
    }

    private static void AddCompute(ResourceAmounts used, ResourceAmounts requests, ResourceAmounts limits)
    {
        foreach (var name in requests.Names)
        {
            var isCore = name is "cpu" or "memory" or "ephemeral-storage" || QuotaNames.IsHugePages(name);
            if (isCore) used[name] = requests[name];
            if (isCore || QuotaNames.IsExtended(name)) used["requests." + name] = requests[name];
        }
        foreach (var name in limits.Names)
            if (name is "cpu" or "memory" or "ephemeral-storage") used["limits." + name] = limits[name];
    }

    private static void AddService(ResourceAmounts used, Document service)
    {
        used["services"] = One;
        var ports = service.Spec["ports"u8];
        var (nodePorts, balancers) = (0, 0);
        switch (service.Spec["type"u8].AsString())
        {
            case "NodePort":
                nodePorts = ports.Count;
                break;
            case "LoadBalancer":
                balancers = 1;
                nodePorts = ports.Count;
                if (service.Spec["allocateLoadBalancerNodePorts"u8].AsBoolOrNull() is not false) break;
                nodePorts = 0;
                foreach (var port in ports.Items)
                    if (port["nodePort"u8].AsInt64() != 0) nodePorts++;
                break;
            default:
                break;
        }
        (used["services.nodeports"], used["services.loadbalancers"]) = (Quantity.Of(nodePorts), Quantity.Of(balancers));
    }

    private static void AddClaim(ResourceAmounts used, Document claim)
    {
        used["persistentvolumeclaims"] = One;
        var named = claim.Metadata["annotations"u8]["volume.beta.kubernetes.io/storage-class"u8];
        var storageClass = (named.Exists ? named : claim.Spec["storageClassName"u8]).AsString();
        if (storageClass.Length > 0) used[storageClass + QuotaNames.ClaimsOfClass] = One;
        var asked = ResourceAmounts.Of(claim.Spec["resources"u8]["requests"u8]).Largest(ResourceAmounts.Of(claim.Status["allocatedResources"u8]));
        if (!asked.TryGet("storage", out var storage)) return;
        used["requests.storage"] = storage;
        if (storageClass.Length > 0) used[storageClass + QuotaNames.StorageOfClass] = storage;
    }

    // Of alternatives only one comes true, so of each class the most that any of them asks for.
    private static void AddDevices(ResourceAmounts used, Node request)
    {
        var most = new ResourceAmounts();
        if (request["exactly"u8].IsObject) most = DevicesOf(request["exactly"u8]);
        foreach (var choice in request["firstAvailable"u8].Items) most = most.Largest(DevicesOf(choice));
        foreach (var name in most.Names) used[name] += most[name];
    }

    private static ResourceAmounts DevicesOf(Node request) => new()
    {
        [request["deviceClassName"u8].AsString() + QuotaNames.DevicesOfClass] =
            Quantity.Of(request["allocationMode"u8].TextEquals("All"u8) ? MostDevices : request["count"u8].AsInt64OrNull() ?? 1),
    };
}
