using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Bench;

/// <summary>Lets everybody in as one ordinary user; who may do what is RBAC's own measure, not this one's.</summary>
internal sealed class Everybody : IAuthenticator, IAuthorizer
{
    private static readonly AuthenticationResult Someone = AuthenticationResult.Of(new UserInfo("bench", ["system:authenticated"]));

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation) => ValueTask.FromResult(Someone);

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation) =>
        ValueTask.FromResult(new AuthorizationDecision(true));
}
