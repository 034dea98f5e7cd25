namespace Timonier.Api.Authentication.Configuration;

/// <summary>From where in a token a part of the user comes: a claim with a prefix before it, or an expression.</summary>
/// <param name="Prefix">Null: nothing was said, which is a mistake beside a claim that needs one.</param>
public sealed record ClaimMapping(string Claim, string? Prefix, string Expression);
