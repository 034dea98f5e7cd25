using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authentication;

/// <param name="User">Who it is; null when the credentials do not hold, or there are none where some are needed.</param>
public sealed record AuthenticationResult(UserInfo? User)
{
    public static AuthenticationResult Anonymous { get; } = new(UserInfo.Anonymous);
    public static AuthenticationResult Invalid { get; } = new(User: null);

    public static AuthenticationResult Of(UserInfo user) => new(user);
}
