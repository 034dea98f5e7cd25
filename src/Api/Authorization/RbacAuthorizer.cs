using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;

namespace Timonier.Api.Authorization;

/// <summary>Roles and bindings decide.</summary>
public sealed class RbacAuthorizer : IAuthorizer, IRuleLister, IDisposable
{
    public const string Prefix = "/registry/rbac.authorization.k8s.io/";
    private readonly FollowedObjects objects;
    private volatile RoleSnapshot snapshot = RoleSnapshot.Empty;

    public RbacAuthorizer(IRevisionStore store) => objects = new FollowedObjects(
        store, Prefix, () => snapshot = RoleSnapshot.Empty, (role, gone) => snapshot = gone ? snapshot.Without(role) : snapshot.With(role));

    /// <summary>Reads all roles; to be called once, after the store has started.</summary>
    public ValueTask StartAsync(CancellationToken cancellation) => objects.StartAsync(cancellation);

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation)
    {
        await objects.CatchUpAsync(cancellation);
        return snapshot.Decide(attributes);
    }

    public async ValueTask<RuleList> RulesForAsync(UserInfo user, string @namespace, CancellationToken cancellation)
    {
        await objects.CatchUpAsync(cancellation);
        var roles = snapshot;
        return new RuleList([.. roles.RulesFor(user, @namespace)], roles.FaultsFor(user, @namespace));
    }

    public void Dispose() => objects.Dispose();
}
