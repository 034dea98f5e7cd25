using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Host.Running;

/// <summary>Creates the default roles and bindings where they are missing, and brings ours up to date after an upgrade.</summary>
internal static class BootstrapAccess
{
    private static readonly UserInfo Self = new("system:apiserver", ["system:masters"]);

    public static async Task EnsureAsync(IClusterClientFactory clients, CancellationToken cancellation)
    {
        var client = clients.For(Self);
        foreach (var wanted in BootstrapRoles.Objects())
        {
            var resource = new ResourceName("rbac.authorization.k8s.io", "v1", wanted.String("kind").ToLowerInvariant() + "s");
            var present = await client.GetAsync(resource, "", wanted.Object("metadata").String("name"), cancellation: cancellation);
            var outcome = present switch
            {
                { IsSuccess: false, Failure.IsNotFound: true } => await client.CreateAsync(resource, "", wanted, cancellation: cancellation),
                { IsSuccess: true } when Needs(present.Value, wanted) => await client.UpdateAsync(resource, "", Updated(present.Value, wanted), cancellation: cancellation),
                _ => present,
            };
            // Another server of the same cluster may do the same at this moment; whoever comes second has nothing to do.
            if (outcome is { IsSuccess: false, Failure: { IsConflict: false, IsAlreadyExists: false } failure })
                throw new InvalidOperationException($"the default role {wanted.Object("metadata").String("name")} could not be written: {failure.Message}");
        }
    }

    private static bool Needs(Document present, DraftObject wanted) =>
        present.Metadata["annotations"u8]["rbac.authorization.kubernetes.io/autoupdate"u8].TextEquals("true"u8)
        && !((string[])["rules", "subjects"]).All(part => !wanted.Has(part) || Draft.DeepEquals(Draft.From(present.Root[part]), wanted[part]));

    private static DraftObject Updated(Document present, DraftObject wanted)
    {
        var updated = DraftObject.Of(present);
        foreach (var part in (string[])["rules", "subjects"])
            if (wanted[part] is { } value) updated[part] = value.Clone();
        return updated;
    }
}
