using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Bench;

/// <summary>Lets everybody in as an administrator, whom fairness exempts, or as whom they say; who may do what is RBAC's own measure, not this one's.</summary>
internal sealed class Everybody : IAuthenticator, IAuthorizer
{
    public const string UserHeader = "Bench-User";
    public const string Exempt = "exempt";
    private static readonly AuthenticationResult Administrator = AuthenticationResult.Of(new UserInfo(Exempt, ["system:masters", "system:authenticated"]));

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation) => ValueTask.FromResult(context.Request.Headers[UserHeader].ToString() switch
    {
        "" or Exempt => Administrator,
        var name => AuthenticationResult.Of(new UserInfo(name, ["system:authenticated"])),
    });

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation) =>
        ValueTask.FromResult(new AuthorizationDecision(true));
}
