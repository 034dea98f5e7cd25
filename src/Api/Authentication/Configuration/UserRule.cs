namespace Timonier.Api.Authentication.Configuration;

/// <summary>What must hold of the user that a token has become.</summary>
public sealed record UserRule(string Expression, string Message);
