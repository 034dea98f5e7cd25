namespace Timonier.Api.Authentication.Configuration;

/// <summary>What must hold of the claims: one has a value, or an expression is true.</summary>
public sealed record ClaimRule(string Claim, string RequiredValue, string Expression, string Message);
