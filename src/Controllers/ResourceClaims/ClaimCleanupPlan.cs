using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.ResourceClaims;

/// <summary>
/// What becomes of a claim when pods have ended: they lose their place, the last one's devices are given back, and a claim
/// that was made for a pod goes with it.
/// </summary>
public sealed record ClaimCleanupPlan(PlanAction? Write = null)
{
    private const string Finalizer = "resource.kubernetes.io/delete-protection";

    /// <summary>After the write nothing has to be protected any more: <see cref="Unheld"/> comes next.</summary>
    public bool Releases { get; private init; }

    public Status? Failure { get; private init; }

    /// <param name="claim">The claim.</param>
    /// <param name="uses">Whether the pod of that uid may still use it.</param>
    /// <param name="owner">The pod for which it was made, if it is there.</param>
    public static ClaimCleanupPlan Compute(Document claim, Func<string, bool> uses, Document? owner)
    {
        var (kept, total) = (new DraftArray(), 0);
        foreach (var user in claim.Status["reservedFor"u8].Items)
        {
            total++;
            if (user["apiGroup"u8].AsString().Length > 0 || !user["resource"u8].TextEquals("pods"u8)) return new ClaimCleanupPlan { Failure = Status.BadRequest($"unsupported ReservedFor entry: {user}") };
            if (uses(user["uid"u8].AsString())) kept.Add(user);
        }
        var isAllocated = claim.Status["allocation"u8].Exists;
        var hasEnded = kept.Count < total;
        var frees = kept.Count == 0 && IsHeld(claim) && (hasEnded || PodFacts.IsDeleting(claim));
        // 1 who has ended loses the place, and the last one the devices
        if (hasEnded || (frees && isAllocated)) return new ClaimCleanupPlan(Reserved(claim, kept, frees)) { Releases = frees };
        // 2 it is to go, and has nothing
        if (frees) return new ClaimCleanupPlan(Unheld(claim));
        // 3 made for a pod that is done
        return total == 0 && !PodFacts.IsDeleting(claim) && owner is not null && PodClaims.IsDone(owner) && Ownership.ControllerOf(claim)?.Uid == owner.Uid
            ? new ClaimCleanupPlan(new DeleteAction(DeviceResources.Claims, claim.Namespace, claim.Name, claim.Uid))
            : new ClaimCleanupPlan();
    }

    /// <summary>Takes the protection off.</summary>
    public static UpdateAction Unheld(Document claim)
    {
        var body = DraftObject.Of(claim);
        body.Object("metadata").Array("finalizers").RemoveAll(f => f.AsString() == Finalizer);
        return new UpdateAction(DeviceResources.Claims, claim.Namespace, body);
    }

    private static UpdateAction Reserved(Document claim, DraftArray kept, bool deallocates)
    {
        var body = DraftObject.Of(claim);
        var status = body.Object("status");
        status["reservedFor"] = kept.Count > 0 ? kept : null;
        if (deallocates)
        {
            status.Remove("allocation");
            status.Remove("devices");
        }
        return new UpdateAction(DeviceResources.Claims, claim.Namespace, body, "status");
    }

    private static bool IsHeld(Document claim)
    {
        foreach (var finalizer in claim.Metadata["finalizers"u8].Items)
            if (finalizer.AsString() == Finalizer) return true;
        return false;
    }
}
