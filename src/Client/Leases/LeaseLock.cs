using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Leases;

/// <summary>
/// Compare-and-set on one Lease: the steps shared by heartbeats and leader election. A Lease names a holder; it
/// does not exclude a rival whose clock or network is late, so every write of a holder stays compare-and-set too.
/// </summary>
internal sealed class LeaseLock(IClusterClient client, string @namespace, string name, string holder, TimeSpan duration)
{
    public Task<ApiResult<Document>> ReadAsync(CancellationToken cancellation) =>
        client.GetAsync(CoreResources.Leases, @namespace, name, cancellation: cancellation);

    public Task<ApiResult<Document>> CreateAsync(DateTimeOffset now, DraftObject? owner, DraftObject? labels, bool countTransitions, CancellationToken cancellation)
    {
        var lease = new DraftObject
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = new DraftObject { ["name"] = name, ["namespace"] = @namespace },
            ["spec"] = new DraftObject
            {
                ["holderIdentity"] = holder,
                ["leaseDurationSeconds"] = (int)duration.TotalSeconds,
                ["renewTime"] = ApiTime.Micro(now),
            },
        };
        if (owner is not null) lease.Object("metadata")["ownerReferences"] = new DraftArray([owner]);
        if (labels is not null) lease.Object("metadata")["labels"] = labels;
        if (countTransitions)
        {
            lease.Object("spec")["acquireTime"] = ApiTime.Micro(now);
            lease.Object("spec")["leaseTransitions"] = 0;
        }
        return client.CreateAsync(CoreResources.Leases, @namespace, lease, cancellation: cancellation);
    }

    /// <summary>Writes our name and the time over <paramref name="seen"/>, if it still stands.</summary>
    public Task<ApiResult<Document>> HoldAsync(Document seen, DateTimeOffset now, bool countTransitions, CancellationToken cancellation)
    {
        var lease = DraftObject.Of(seen);
        var spec = lease.Object("spec");
        if (countTransitions && spec.String("holderIdentity") != holder)
        {
            spec["acquireTime"] = ApiTime.Micro(now);
            spec["leaseTransitions"] = seen.Spec["leaseTransitions"u8].AsInt32() + 1;
        }
        spec["holderIdentity"] = holder;
        spec["leaseDurationSeconds"] = (int)duration.TotalSeconds;
        spec["renewTime"] = ApiTime.Micro(now);
        return client.UpdateAsync(CoreResources.Leases, @namespace, lease, cancellation: cancellation);
    }

    /// <summary>Gives the lease up, so that the next holder need not wait for it to lapse.</summary>
    public Task<ApiResult<Document>> ReleaseAsync(Document seen, DateTimeOffset now, CancellationToken cancellation)
    {
        var lease = DraftObject.Of(seen);
        var spec = lease.Object("spec");
        spec["holderIdentity"] = "";
        spec["leaseDurationSeconds"] = 1;
        spec["renewTime"] = ApiTime.Micro(now);
        return client.UpdateAsync(CoreResources.Leases, @namespace, lease, cancellation: cancellation);
    }
}
