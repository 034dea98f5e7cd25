namespace Timonier.Api.Authentication;

/// <summary>As whom tokens of service accounts are signed, and for whom they are.</summary>
/// <param name="Issuers">At least one: the first signs, tokens of all are believed, so that an issuer can be changed while old tokens live.</param>
/// <param name="Audiences">Of the API server itself; what a token is for when it was asked for without any.</param>
public sealed record TokenNames(IReadOnlyList<string> Issuers, IReadOnlyList<string> Audiences)
{
    public static TokenNames Of(string issuer) => new([issuer], [issuer]);
}
