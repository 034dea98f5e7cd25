using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;

namespace Timonier.Tests.Live;

/// <summary>Components may do here what their default roles say, exactly as in a real cluster; a refusal is remembered.</summary>
internal sealed class BootstrapRules : IAuthorizer, IAuthenticator
{
    private static readonly RoleSnapshot Roles = BootstrapRoles.Objects().Aggregate(RoleSnapshot.Empty, (all, role) => all.With(role.ToDocument()));
    private readonly Lock gate = new();
    private readonly List<string> refusals = [];

    public IReadOnlyList<string> Refusals
    {
        get { lock (gate) return [.. refusals]; }
    }

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation)
    {
        // What a node may follows from the pods bound to it; the rules of that have tests of their own.
        var allowed = attributes.User.Groups.Contains("system:masters") || attributes.User.Groups.Contains("system:nodes")
            || Roles.RulesFor(attributes.User, attributes.Namespace).Any(rule => RuleMatch.Covers(rule, attributes));
        if (!allowed)
            lock (gate) refusals.Add($"{attributes.User.Name} may not {attributes.Verb} {attributes.Group}/{attributes.Resource}/{attributes.Subresource}");
        return ValueTask.FromResult(new AuthorizationDecision(allowed));
    }

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation) =>
        ValueTask.FromResult(AuthenticationResult.Anonymous);
}
