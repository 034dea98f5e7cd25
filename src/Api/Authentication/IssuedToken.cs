namespace Timonier.Api.Authentication;

/// <param name="Audiences">Those in the token, also when none were asked for.</param>
public sealed record IssuedToken(string Token, DateTimeOffset Expires, IReadOnlyList<string> Audiences)
{
    /// <summary>Without the token: what is printed by accident must not tell it.</summary>
    public override string ToString() => $"token until {Expires:O}";
}
