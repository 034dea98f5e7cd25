namespace Timonier.Api.Authorization;

/// <param name="Reason">Why, where there is something to say: it is added to the refusal.</param>
public sealed record AuthorizationDecision(bool Allowed, string Reason = "");
