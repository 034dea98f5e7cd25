using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.ServerLeases;

/// <summary>A server's Lease goes when it has run out, or if it cannot run out.</summary>
public static class ServerLeasePlan
{
    public static ControllerPlan Compute(Document lease, DateTimeOffset now)
    {
        var ends = lease.Spec["renewTime"u8].AsTime() + TimeSpan.FromSeconds(lease.Spec["leaseDurationSeconds"u8].AsInt64OrNull() ?? 0);
        if (ends > now) return new ControllerPlan([], ends - now);
        // Bound to the version: a server that comes back in this moment keeps it.
        return new ControllerPlan([new DeleteAction(CoreResources.Leases, lease.Namespace, lease.Name, lease.Uid) { ResourceVersion = lease.ResourceVersion }]);
    }
}
