using System.Net;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>
/// A node's serving certificate needs no person when it is for the node itself: asked for in its own name, for its
/// own name and for addresses that it says it has and no other node does. Everything else waits for a person.
/// </summary>
public static class ServingApproval
{
    private const string Prefix = "system:node:";

    /// <summary>The node that asks in its own name; empty when this request is nothing that is decided here.</summary>
    public static string AskerOf(Document request)
    {
        var asker = request.Spec["username"u8].AsString();
        return request.Spec["signerName"u8].TextEquals("kubernetes.io/kubelet-serving"u8) && asker.StartsWith(Prefix, StringComparison.Ordinal) ? asker[Prefix.Length..] : "";
    }

    public static ControllerPlan Compute(Document request, ObjectSnapshot nodes)
    {
        var state = RequestState.Of(request);
        if (state.IsDecided || state.Certificate.Length > 0 || Asked.Of(request) is not { } asked || SignerRules.WhyNot(asked) is not null) return ControllerPlan.Nothing;
        var name = AskerOf(request);
        if (name.Length == 0 || nodes.Get("", name) is not { } node || asked.CommonName != Prefix + name || !IsNode(request)) return ControllerPlan.Nothing;

        var own = AddressesOf(node);
        var foreign = nodes.All.Where(n => n.Name != name).SelectMany(AddressesOf).ToHashSet();
        return asked.Names.DnsNames.All(dns => dns == name) && asked.Names.IpAddresses.All(address => own.Contains(address) && !foreign.Contains(address))
            ? new([ApprovingPlan.Approve(request, "Auto approving kubelet serving certificate for the name and addresses of its node.")])
            : ControllerPlan.Nothing;
    }

    private static bool IsNode(Document request)
    {
        foreach (var group in request.Spec["groups"u8].Items)
            if (group.TextEquals("system:nodes"u8)) return true;
        return false;
    }

    private static HashSet<IPAddress> AddressesOf(Document node)
    {
        var addresses = new HashSet<IPAddress>();
        foreach (var address in node.Status["addresses"u8].Items)
            if (IPAddress.TryParse(address["address"u8].AsString(), out var parsed)) addresses.Add(parsed);
        return addresses;
    }
}
