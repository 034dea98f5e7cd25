using System.Net;
using System.Net.Sockets;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.ServiceCidrs;

/// <summary>What is written of one address: the service that holds it. Objects that others made for themselves are left alone.</summary>
public static class ServiceAddressPlan
{
    private const string FamilyLabel = "ipaddress.kubernetes.io/ip-family";
    private const string ManagedByLabel = "ipaddress.kubernetes.io/managed-by";
    private const string Manager = "ipallocator.k8s.io";

    /// <summary>The addresses that a service holds, in the one way of writing them.</summary>
    public static IEnumerable<string> AddressesOf(Document? service)
    {
        var found = new List<string>();
        if (service is null || service.Spec["type"u8].TextEquals("ExternalName"u8)) return found;
        foreach (var address in service.Spec["clusterIPs"u8].Items)
            if (IPAddress.TryParse(address.AsString(), out var parsed)) found.Add(parsed.ToString());
        return found;
    }

    /// <param name="address">The address.</param>
    /// <param name="holder">The service that has it, if any.</param>
    /// <param name="present">The object of that name, if there is one.</param>
    public static ControllerPlan Compute(string address, Document? holder, Document? present)
    {
        if (present is null) return holder is null ? ControllerPlan.Nothing : new ControllerPlan([Create(address, holder)]);
        var isOurs = present.Metadata["labels"u8][ManagedByLabel].AsString() == Manager;
        if (!isOurs || PodFacts.IsDeleting(present) || (holder is not null && Names(present.Spec["parentRef"u8], holder))) return ControllerPlan.Nothing;
        // What it says cannot be changed: if another service has the address now, a new object follows.
        return new ControllerPlan([new DeleteAction(ServiceCidrPlan.Addresses, "", address, present.Uid)]);
    }

    private static CreateAction Create(string address, Document holder) => new(ServiceCidrPlan.Addresses, "", new DraftObject
    {
        ["apiVersion"] = "networking.k8s.io/v1",
        ["kind"] = "IPAddress",
        ["metadata"] = new DraftObject
        {
            ["name"] = address,
            ["labels"] = new DraftObject
            {
                [FamilyLabel] = IPAddress.Parse(address).AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4",
                [ManagedByLabel] = Manager,
            },
        },
        ["spec"] = new DraftObject
        {
            ["parentRef"] = new DraftObject { ["resource"] = "services", ["namespace"] = holder.Namespace, ["name"] = holder.Name },
        },
    });

    private static bool Names(Node parent, Document holder) =>
        parent["resource"u8].TextEquals("services"u8) && parent["namespace"u8].AsString() == holder.Namespace && parent["name"u8].AsString() == holder.Name;
}
