namespace Timonier.Cel;

/// <summary>The answer, its reason, and what went wrong on the way to it.</summary>
public sealed record CelDecision(bool IsAllowed, string Reason = "", string? Error = null);
