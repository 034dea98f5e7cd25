using Microsoft.Extensions.Logging;
using Timonier.Api.Authentication.Configuration;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Oidc;

/// <summary>Tokens of one issuer of OpenID Connect: signed by one of its keys, meant for us, in their time, and by its rules somebody.</summary>
internal sealed class OidcTokens : ITokenReviewer
{
    // As much as clocks may differ for a token that is not yet to be used; its end is its end.
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(5);
    private readonly JwtConfig config;
    private readonly IssuerKeys keys;
    private readonly ClaimMapper mapper;
    private readonly TimeProvider time;

    public OidcTokens(JwtConfig config, TimeProvider time, ILogger logger)
    {
        this.config = config;
        this.time = time;
        keys = new IssuerKeys(config.Issuer, new IssuerClient(config.Issuer.CertificateAuthority, time), time, logger);
        mapper = new ClaimMapper(config);
    }

    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        // 1. Whoever it says it is from is asked; all others leave it alone.
        if (SignedToken.Parse(token) is not { } parts || parts.Claims["iss"u8].AsString() != config.Issuer.Url) return TokenReviewResult.NotKnown;

        // 2. Its signature, by an algorithm that was allowed before the token was seen.
        if (!config.Algorithms.Contains(parts.Algorithm)) return Refused($"verify token: unexpected signature algorithm {GoText.Quote(parts.Algorithm)}");
        var (set, fault) = await keys.ForAsync(parts.KeyId, cancellation);
        if (set is null) return Refused($"authenticator for issuer {GoText.Quote(config.Issuer.Url)} is not initialized: {fault}");
        if (!set.Verifies(parts)) return Refused("verify token: failed to verify signature: failed to verify id token signature");

        // 3. Its time and its audience.
        if (WhyNotNow(parts.Claims) is { } untimely) return Refused(untimely);
        var meant = Texts(parts.Claims["aud"u8]);
        if (!meant.Intersect(config.Issuer.Audiences, StringComparer.Ordinal).Any())
            return Refused($"verify token: oidc: expected audience in [{GoText.QuoteAll(config.Issuer.Audiences)}] got [{GoText.QuoteAll(meant)}]");

        // 4. Whom it names.
        var (user, why) = mapper.Map(parts.Claims);
        return user is null ? new TokenReviewResult(null, [], why) : new TokenReviewResult(user, audiences);
    }

    private string? WhyNotNow(Node claims)
    {
        var now = time.GetUtcNow();
        var end = claims["exp"u8];
        if (end.Kind != NodeKind.Number || now >= At(end)) return "verify token: oidc: token is expired";
        var begin = claims["nbf"u8];
        return begin.Kind == NodeKind.Number && now + Leeway < At(begin) ? "verify token: oidc: current time is before the nbf (not before) time" : null;
    }

    // Bounded, since a number may be anything and a time may not.
    private static DateTimeOffset At(Node seconds) => DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(seconds.AsDouble(), 0, 250_000_000_000));

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        if (list.IsString) texts.Add(list.AsString());
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }

    private static TokenReviewResult Refused(string why) => TokenReviewResult.Refused("oidc: " + why);
}
