using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>
/// Roles and bindings decide; members of system:masters may do everything, as upstream has it. The snapshot
/// follows the store on the asking thread: whoever saw a role change acknowledged is judged by the new role.
/// </summary>
public sealed class RbacAuthorizer(IRevisionStore store) : IAuthorizer, IRuleLister, IDisposable
{
    public const string Prefix = "/registry/rbac.authorization.k8s.io/";
    private const string Masters = "system:masters";
    private readonly Lock gate = new();
    private volatile RoleSnapshot snapshot = RoleSnapshot.Empty;
    private IStoreWatch? watch;

    /// <summary>Reads all roles; to be called once, after the store has started.</summary>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(Prefix), cancellation);
        snapshot = page.Entries.Aggregate(RoleSnapshot.Empty, (all, entry) => all.With(Document.Parse(entry.Value)));
        watch = store.Watch(Prefix, page.Revision);
    }

    public async ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation)
    {
        if (attributes.User.Groups.Contains(Masters)) return new AuthorizationDecision(true);
        var roles = await NewestAsync(cancellation);
        return roles.Decide(attributes);
    }

    public async ValueTask<RuleList> RulesForAsync(UserInfo user, string @namespace, CancellationToken cancellation)
    {
        var roles = await NewestAsync(cancellation);
        return new RuleList([.. user.Groups.Contains(Masters) ? [RoleRules.AllResources, RoleRules.AllPaths] : (AccessRule[])[], .. roles.RulesFor(user, @namespace)], roles.FaultsFor(user, @namespace));
    }

    public void Dispose() => watch?.Dispose();

    private async ValueTask<RoleSnapshot> NewestAsync(CancellationToken cancellation)
    {
        lock (gate)
        {
            while (watch is not null && watch.TryRead(out var change))
            {
                var document = Document.Parse(change.Entry.Value);
                snapshot = change.Kind == StoreEventKind.Deleted ? snapshot.Without(document) : snapshot.With(document);
            }
            if (watch is { End: StoreWatchEnd.None }) return snapshot;
        }
        // The watch was cut off because nobody asked for a long time: read everything again.
        watch?.Dispose();
        await StartAsync(cancellation);
        return snapshot;
    }
}
