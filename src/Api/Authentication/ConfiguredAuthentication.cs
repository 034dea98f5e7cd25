using Microsoft.Extensions.Logging;
using Timonier.Api.Authentication.Configuration;
using Timonier.Api.Authentication.Oidc;

namespace Timonier.Api.Authentication;

/// <summary>Issuers and anonymous access as the configuration in force has them. Another one takes its place between two requests.</summary>
public sealed class ConfiguredAuthentication : ITokenReviewer
{
    private readonly IReadOnlyList<string> audiences;
    private readonly AnonymousConfig anonymous;
    private readonly TimeProvider time;
    private readonly ILogger<ConfiguredAuthentication> logger;
    private volatile State state;

    /// <param name="config">What is in force first.</param>
    /// <param name="audiences">Of this API server.</param>
    /// <param name="anonymous">What holds where the configuration says nothing about it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Hears of issuers that cannot be reached.</param>
    public ConfiguredAuthentication(AuthenticationConfig config, IReadOnlyList<string> audiences, AnonymousConfig anonymous, TimeProvider time, ILogger<ConfiguredAuthentication> logger)
    {
        this.audiences = audiences;
        this.anonymous = anonymous;
        this.time = time;
        this.logger = logger;
        state = Make(config);
    }

    public bool AllowsAnonymous(string path) => state.Anonymous.Allows(path);

    /// <summary>What the former one had fetched and remembered is forgotten with it.</summary>
    public void Use(AuthenticationConfig config) => state = Make(config);

    public ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation) =>
        state.Tokens.ReviewAsync(token, audiences, cancellation);

    private State Make(AuthenticationConfig config)
    {
        var issuers = new TokenReviewers([.. config.Jwt.Select(j => new OidcTokens(j, time, logger))]);
        return new State(new TokenCache(new OwnAudience(audiences, issuers), TokenCache.UsualSuccess, TimeSpan.Zero, time), config.Anonymous ?? anonymous);
    }

    private sealed record State(ITokenReviewer Tokens, AnonymousConfig Anonymous);
}
