namespace Timonier.Api.Authorization;

/// <summary>What someone may do.</summary>
/// <param name="Fault">Why there may be more to it; empty when there is not.</param>
public sealed record RuleList(IReadOnlyList<AccessRule> Rules, string Fault = "");
