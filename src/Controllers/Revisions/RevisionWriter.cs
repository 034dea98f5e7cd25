using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Revisions;

/// <summary>Makes the revision of the present template stand, whatever has its name already.</summary>
internal sealed class RevisionWriter(IClusterClient client, ActionExecutor executor, ResourceName sets)
{
    public async Task<ApiResult<Document>> StandAsync(Document set, RevisionPlan plan, CancellationToken cancellation)
    {
        if (plan.Write is null) return plan.Current!;
        var written = await executor.ApplyAsync(plan.Write, cancellation);
        if (written.IsSuccess || plan.Current is not null || !written.Failure.IsAlreadyExists) return written;
        // The name is taken: by our own earlier write that has not shown up yet, or by another template with the same hash.
        var present = await client.GetAsync(CoreResources.ControllerRevisions, set.Namespace, plan.Write.Name, cancellation: cancellation);
        if (!present.IsSuccess || RevisionData.IsIn(present.Value, plan.Data)) return present;
        var collided = DraftObject.Of(set);
        collided.Object("status")["collisionCount"] = set.Status["collisionCount"u8].AsInt32() + 1;
        var noted = await client.UpdateAsync(sets, set.Namespace, collided, new WriteQuery { Subresource = "status" }, cancellation);
        return noted.IsSuccess ? written : noted;
    }
}
