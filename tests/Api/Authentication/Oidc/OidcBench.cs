using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication;
using Timonier.Api.Authentication.Configuration;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication.Oidc;

/// <summary>An issuer, a clock, and a server that believes the issuer in the way a test says.</summary>
internal sealed class OidcBench(OidcIssuer issuer) : IAsyncDisposable
{
    public const string Server = "https://cluster.example";
    private ConfiguredAuthentication? tokens;

    public OidcIssuer Issuer => issuer;
    public SettableTime Time { get; } = new() { Now = TimeProvider.System.GetUtcNow() };

    /// <summary>What a test changes of an entry that takes the name from <c>sub</c> and the groups from <c>groups</c>.</summary>
    public Func<JwtConfig, JwtConfig> Configured { get; init; } = config => config;

    public static async Task<OidcBench> StartAsync(Func<JwtConfig, JwtConfig>? configured = null, params SigningKey[] keys) =>
        new(await OidcIssuer.StartAsync(keys.Length > 0 ? keys : [new SigningKey("first", "ES256")])) { Configured = configured ?? (config => config) };

    public ValueTask<TokenReviewResult> ReviewAsync(DraftObject claims, SigningKey? key = null, params string[] audiences) =>
        ReviewAsync(issuer.Token(Time.Now, claims, key), audiences);

    public ValueTask<TokenReviewResult> ReviewAsync(string token, params string[] audiences)
    {
        tokens ??= new ConfiguredAuthentication(
            new AuthenticationConfig { Jwt = [Configured(Entry())] }, [Server], new AnonymousConfig(Enabled: true, []), Time, NullLogger<ConfiguredAuthentication>.Instance);
        return tokens.ReviewAsync(token, audiences, TestContext.Current.CancellationToken);
    }

    private JwtConfig Entry() => new()
    {
        Issuer = new IssuerConfig { Url = issuer.Url, Audiences = [OidcIssuer.Client], CertificateAuthority = issuer.AuthorityPem },
        Username = new ClaimMapping("sub", "oidc:", ""),
        Groups = new ClaimMapping("groups", "oidc:", ""),
    };

    public ValueTask DisposeAsync() => issuer.DisposeAsync();
}
