namespace Timonier.Api.Authentication.Configuration;

/// <summary>What <c>AuthenticationConfiguration</c> says, or the settings that say the same: issuers to believe, and how far anonymous requests go.</summary>
public sealed record AuthenticationConfig
{
    public IReadOnlyList<JwtConfig> Jwt { get; init; } = [];

    /// <summary>Null: nothing is said, and the setting decides.</summary>
    public AnonymousConfig? Anonymous { get; init; }
}
