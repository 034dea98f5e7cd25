namespace Timonier.Api.Authentication.Configuration;

/// <summary>One issuer of JSON web tokens: which of its tokens hold, and whom they name.</summary>
public sealed record JwtConfig
{
    public required IssuerConfig Issuer { get; init; }
    public required ClaimMapping Username { get; init; }
    public ClaimMapping? Groups { get; init; }
    public ClaimMapping? Uid { get; init; }
    public IReadOnlyList<ExtraMapping> Extra { get; init; } = [];
    public IReadOnlyList<ClaimRule> ClaimRules { get; init; } = [];
    public IReadOnlyList<UserRule> UserRules { get; init; } = [];

    /// <summary>Algorithms that its tokens may be signed with.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = AllAlgorithms;

    public static IReadOnlyList<string> AllAlgorithms { get; } = ["ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512"];
}
