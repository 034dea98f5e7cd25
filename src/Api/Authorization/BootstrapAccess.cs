using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authorization;

/// <summary>Creates the default roles and bindings where they are missing, and adds what those that are there lack.</summary>
public static class BootstrapAccess
{
    private static readonly UserInfo Self = new("system:apiserver", ["system:masters"]);

    public static async Task EnsureAsync(IClusterClientFactory clients, CancellationToken cancellation)
    {
        var client = clients.For(Self);
        foreach (var wanted in BootstrapRoles.Objects())
        {
            // Another server of the same cluster may do the same at this moment; whoever comes second has nothing to do.
            if (await EnsureAsync(client, wanted, cancellation) is { IsConflict: false, IsAlreadyExists: false } failure)
                throw new InvalidOperationException($"the default role {wanted.Object("metadata").String("name")} could not be written: {failure.Message}");
        }
    }

    private static async Task<Status?> EnsureAsync(IClusterClient client, DraftObject wanted, CancellationToken cancellation)
    {
        var resource = new ResourceName("rbac.authorization.k8s.io", "v1", wanted.String("kind").ToLowerInvariant() + "s");
        var (place, name) = (wanted.Object("metadata").String("namespace"), wanted.Object("metadata").String("name"));
        var found = await client.GetAsync(resource, place, name, cancellation: cancellation);
        if (!found.IsSuccess && !found.Failure.IsNotFound) return found.Failure;
        if (found.IsSuccess && RoleReconciliation.PointsElsewhere(found.Value, wanted))
        {
            var deleted = await client.DeleteAsync(resource, place, name, new DeleteQuery { PreconditionUid = found.Value.Uid }, cancellation);
            if (!deleted.IsSuccess) return deleted.Failure;
        }
        else if (found.IsSuccess)
        {
            if (RoleReconciliation.Outcome(found.Value, wanted) is not { } outcome) return null;
            var updated = await client.UpdateAsync(resource, place, outcome, cancellation: cancellation);
            return updated.IsSuccess ? null : updated.Failure;
        }
        var created = await client.CreateAsync(resource, place, wanted, cancellation: cancellation);
        return created.IsSuccess ? null : created.Failure;
    }
}
