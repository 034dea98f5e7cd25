using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authentication;

/// <param name="User">Who it is; null when there are no credentials or they do not hold.</param>
/// <param name="CredentialsGiven">Credentials were sent, so a null user means that they are wrong: such a request is never anonymous.</param>
public sealed record AuthenticationResult(UserInfo? User, bool CredentialsGiven)
{
    public static AuthenticationResult Anonymous { get; } = new(null, CredentialsGiven: false);
    public static AuthenticationResult Invalid { get; } = new(null, CredentialsGiven: true);

    public static AuthenticationResult Of(UserInfo user) => new(user, CredentialsGiven: true);
}
