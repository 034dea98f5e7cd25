using System.Net;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ServiceCidrs;

/// <summary>A range of service addresses is ready from the start, and stays until no address needs it any more.</summary>
public static class ServiceCidrPlan
{
    public static readonly ResourceName Ranges = new("networking.k8s.io", "v1", "servicecidrs");
    public static readonly ResourceName Addresses = new("networking.k8s.io", "v1", "ipaddresses");
    private const string Finalizer = "networking.k8s.io/service-cidr-finalizer";

    /// <param name="range">The range.</param>
    /// <param name="others">All other ranges.</param>
    /// <param name="addresses">All addresses that are given.</param>
    /// <param name="now">The time.</param>
    public static ControllerPlan Compute(Document range, IEnumerable<Document> others, IEnumerable<Document> addresses, DateTimeOffset now)
    {
        var isHeld = IsHeld(range);
        if (!PodFacts.IsDeleting(range))
        {
            // The finalizer comes first: what is ready may be used.
            if (!isHeld) return new ControllerPlan([Hold(range)]);
            return Telling(range, new Condition("Ready", "True", "", "Kubernetes Service CIDR is ready"), now);
        }
        if (!isHeld) return ControllerPlan.Nothing;
        var nets = NetworksOf([range]);
        var rest = NetworksOf(others.Where(o => !PodFacts.IsDeleting(o)));
        var isNeeded = addresses.Select(a => IPAddress.TryParse(a.Name, out var address) ? address : null)
            .Any(address => address is not null && nets.Exists(n => n.Contains(address)) && !rest.Exists(n => n.Contains(address)));
        return isNeeded
            ? Telling(range, new Condition("Ready", "False", "Terminating", "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR"), now)
            : new ControllerPlan([Release(range)]);
    }

    private static List<IPNetwork> NetworksOf(IEnumerable<Document> ranges)
    {
        var networks = new List<IPNetwork>();
        foreach (var range in ranges)
            foreach (var text in range.Spec["cidrs"u8].Items)
                if (IPNetwork.TryParse(text.AsString(), out var network)) networks.Add(network);
        return networks;
    }

    private static bool IsHeld(Document range)
    {
        foreach (var finalizer in range.Metadata["finalizers"u8].Items)
            if (finalizer.AsString() == Finalizer) return true;
        return false;
    }

    private static PatchAction Hold(Document range) => Finalizing(range, new DraftObject { ["finalizers"] = DraftArray.OfTexts([Finalizer]) });

    private static PatchAction Release(Document range) => Finalizing(range, new DraftObject { ["$deleteFromPrimitiveList/finalizers"] = DraftArray.OfTexts([Finalizer]) });

    // Bound to the version: whoever was given an address meanwhile must not lose its range.
    private static PatchAction Finalizing(Document range, DraftObject metadata)
    {
        metadata["uid"] = range.Uid;
        metadata["resourceVersion"] = range.ResourceVersion;
        return new PatchAction(Ranges, "", range.Name, PatchBody.Strategic(new DraftObject { ["metadata"] = metadata }));
    }

    private static ControllerPlan Telling(Document range, Condition condition, DateTimeOffset now)
    {
        var before = Condition.ListOf(range.Status["conditions"u8]).Find(c => c.Type == condition.Type);
        if (before is not null && before.Status == condition.Status && before.Reason == condition.Reason && before.Message == condition.Message) return ControllerPlan.Nothing;
        var draft = (condition with { LastTransitionTime = before?.Status == condition.Status ? before.LastTransitionTime : now }).ToDraft();
        draft["reason"] = condition.Reason;
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["uid"] = range.Uid }, ["status"] = new DraftObject { ["conditions"] = new DraftArray([draft]) } };
        return new ControllerPlan([new PatchAction(Ranges, "", range.Name, PatchBody.Strategic(patch), "status")]);
    }
}
