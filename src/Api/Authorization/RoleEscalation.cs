using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Authorization;

/// <summary>Nobody gives away rights that they do not hold, unless the verbs escalate and bind say that they may.</summary>
internal sealed class RoleEscalation(IRevisionStore store, IKindSource kinds, IAuthorizer authorizer)
{
    private const string RbacGroup = "rbac.authorization.k8s.io";
    private const string Masters = "system:masters";
    private readonly AccessCheck access = new(authorizer);

    /// <summary>Why this role or binding may not be written by that user; null for everything else.</summary>
    public async ValueTask<Status?> RefusalAsync(ApiCall call, DraftObject body, CancellationToken cancellation)
    {
        if (call.Kind.Group != RbacGroup || call.User.Groups.Contains(Masters)) return null;
        var name = body.Object("metadata").String("name");
        return call.Kind.Name switch
        {
            "Role" or "ClusterRole" => await OfRoleAsync(call, name, body, cancellation),
            _ => await OfBindingAsync(call, name, body, cancellation),
        };
    }

    private async ValueTask<Status?> OfRoleAsync(ApiCall call, string name, DraftObject body, CancellationToken cancellation)
    {
        if (await AllowedAsync(call, "escalate", call.Kind.Plural, call.Namespace, name, cancellation)) return null;
        var rules = RoleRules.Of(body.ToDocument());
        if (body["aggregationRule"] is DraftObject && await MissingAsync(call, [RoleRules.AllResources, RoleRules.AllPaths], cancellation) is not null)
            return Status.Forbidden(call.Kind.Resource, name, "must have cluster-admin privileges to use the aggregationRule");
        return await MissingAsync(call, rules, cancellation) is { } missing ? Status.Forbidden(call.Kind.Resource, name, missing) : null;
    }

    private async ValueTask<Status?> OfBindingAsync(ApiCall call, string name, DraftObject body, CancellationToken cancellation)
    {
        var reference = body.Object("roleRef");
        var plural = reference.String("kind") == "Role" ? "roles" : "clusterroles";
        var role = new ResourceName(RbacGroup, "v1", plural);
        if (await AllowedAsync(call, "bind", plural, call.Namespace, reference.String("name"), cancellation)) return null;
        if (kinds.Current.Find(role) is not { } kind) return null;
        var entry = await store.GetAsync(Keys.Of(kind, plural == "roles" ? call.Namespace : "", reference.String("name")), 0, cancellation);
        if (entry is null) return Status.NotFound(role, reference.String("name"));
        return await MissingAsync(call, RoleRules.Of(Stored.Read(entry)), cancellation) is { } missing ? Status.Forbidden(call.Kind.Resource, name, missing) : null;
    }

    private ValueTask<bool> AllowedAsync(ApiCall call, string verb, string plural, string @namespace, string name, CancellationToken cancellation) => access.AllowsAsync(
        new AuthorizationAttributes { User = call.User, Verb = verb, Group = RbacGroup, Version = "v1", Resource = plural, Namespace = @namespace, Name = name }, cancellation);

    private async ValueTask<string?> MissingAsync(ApiCall call, IEnumerable<AccessRule> wanted, CancellationToken cancellation)
    {
        var held = authorizer is IRuleLister lister ? await lister.RulesForAsync(call.User, call.Namespace, cancellation) : new RuleList([]);
        var missing = RuleCover.Missing(held.Rules, wanted);
        return missing.Count == 0 ? null
            : $"user {GoText.Quote(call.User.Name)} (groups={RuleCover.Quoted(call.User.Groups)}) is attempting to grant RBAC permissions not currently held:\n{RuleCover.Describe(missing)}{(held.Fault.Length > 0 ? $"; resolution errors: [{held.Fault}]" : "")}";
    }
}
