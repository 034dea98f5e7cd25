using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Bench;

/// <summary>Lets everybody in as one ordinary user, or as whom they say; who may do what is RBAC's own measure, not this one's.</summary>
internal sealed class Everybody : IAuthenticator, IAuthorizer
{
    public const string UserHeader = "Bench-User";
    public const string Exempt = "exempt";
    private static readonly AuthenticationResult Someone = Ordinary("bench");

    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation) => ValueTask.FromResult(context.Request.Headers[UserHeader].ToString() switch
    {
        "" => Someone,
        Exempt => AuthenticationResult.Of(new UserInfo(Exempt, ["system:masters", "system:authenticated"])),
        var name => Ordinary(name),
    });

    private static AuthenticationResult Ordinary(string name) => AuthenticationResult.Of(new UserInfo(name, ["system:authenticated"]));

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation) =>
        ValueTask.FromResult(new AuthorizationDecision(true));
}
