namespace Timonier.Api.Authorization;

/// <summary>What someone may do.</summary>
/// <param name="Fault">Why there may be more to it; empty when there is not.</param>
/// <param name="Incomplete">They may do more than can be listed.</param>
public sealed record RuleList(IReadOnlyList<AccessRule> Rules, string Fault = "", bool Incomplete = false);
