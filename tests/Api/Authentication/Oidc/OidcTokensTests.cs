using Timonier.Api.Authentication.Configuration;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication.Oidc;

/// <summary>Which tokens of an issuer hold.</summary>
public sealed class OidcTokensTests
{
    private static readonly DraftObject Jane = new() { ["sub"] = "jane" };

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    [InlineData("ES384")]
    [InlineData("ES512")]
    public async Task Token_OfAnyAlgorithm_IsItsUser(string algorithm)
    {
        await using var bench = await OidcBench.StartAsync(keys: new SigningKey("first", algorithm));
        var review = await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["groups"] = DraftArray.OfTexts(["dev", "ops"]), ["jti"] = "t1" });
        review.Error.ShouldBeEmpty();
        review.User.ShouldNotBeNull().Name.ShouldBe("oidc:jane");
        review.User.Groups.ShouldBe(["oidc:dev", "oidc:ops", "system:authenticated"]);
        review.User.Extra["authentication.kubernetes.io/credential-id"].ShouldBe(["JTI=t1"]);
        review.Audiences.ShouldBe([OidcBench.Server]);
    }

    [Fact]
    public async Task Token_OfAnAlgorithmThatIsNotAllowed_IsRefused()
    {
        await using var bench = await OidcBench.StartAsync(config => config with { Algorithms = ["RS256"] });
        (await bench.ReviewAsync(Jane)).Error.ShouldBe("oidc: verify token: unexpected signature algorithm \"ES256\"");
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    public async Task Token_ThatNamesNoRealAlgorithm_IsRefused(string named)
    {
        await using var bench = await OidcBench.StartAsync();
        var claims = new DraftObject { ["iss"] = bench.Issuer.Url, ["aud"] = OidcIssuer.Client, ["sub"] = "jane", ["exp"] = bench.Time.Now.AddHours(1).ToUnixTimeSeconds() };
        (await bench.ReviewAsync(new SigningKey("first", "ES256").Sign(claims, named))).User.ShouldBeNull();
    }

    [Fact]
    public async Task Token_OfAStrangersKeyUnderAKnownName_IsRefused()
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(Jane, new SigningKey("first", "ES256"))).Error.ShouldBe("oidc: verify token: failed to verify signature: failed to verify id token signature");
    }

    [Fact]
    public async Task Token_WithAnotherCurveThanItsAlgorithm_IsRefused()
    {
        // The key says nothing about algorithms here, so only its curve stands against it.
        var key = new SigningKey("first", "ES384");
        await using var bench = await OidcBench.StartAsync();
        var jwk = key.PublicKey();
        jwk["alg"] = null;
        bench.Issuer.Instead = context => context.Response.Body.WriteAsync(new DraftObject { ["keys"] = new DraftArray([jwk]) }.ToDocument().Utf8).AsTask();
        var claims = new DraftObject { ["iss"] = bench.Issuer.Url, ["aud"] = OidcIssuer.Client, ["sub"] = "jane", ["exp"] = bench.Time.Now.AddHours(1).ToUnixTimeSeconds() };
        (await bench.ReviewAsync(key.Sign(claims, "ES256"))).User.ShouldBeNull();
        (await bench.ReviewAsync(key.Sign(claims))).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Token_OfAnotherIssuer_IsNobodys()
    {
        await using var bench = await OidcBench.StartAsync();
        var review = await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["iss"] = "https://elsewhere.example" });
        review.User.ShouldBeNull();
        review.Error.ShouldBeEmpty();
        bench.Issuer.KeyFetches.ShouldBe(0);
    }

    [Fact]
    public async Task Token_PastItsEnd_IsRefused()
    {
        await using var bench = await OidcBench.StartAsync();
        var token = bench.Issuer.Token(bench.Time.Now, Jane);
        (await bench.ReviewAsync(token)).User.ShouldNotBeNull();
        bench.Time.Now += TimeSpan.FromHours(1);
        (await bench.ReviewAsync(token)).Error.ShouldBe("oidc: verify token: oidc: token is expired");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["exp"] = Draft.Null })).User.ShouldBeNull();
    }

    [Fact]
    public async Task Token_BeforeItsBeginning_IsRefused_UnlessClocksMayDifferSoMuch()
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["nbf"] = bench.Time.Now.AddMinutes(6).ToUnixTimeSeconds() })).Error.ShouldContain("before the nbf (not before) time");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["nbf"] = bench.Time.Now.AddMinutes(4).ToUnixTimeSeconds() })).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Token_ForSomebodyElse_IsRefused()
    {
        await using var bench = await OidcBench.StartAsync(config => config with { Issuer = config.Issuer with { Audiences = ["a", "b"], AudienceMatchPolicy = IssuerConfig.MatchAny } });
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["aud"] = "c" })).Error.ShouldBe("oidc: verify token: oidc: expected audience in [\"a\", \"b\"] got [\"c\"]");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["aud"] = DraftArray.OfTexts(["c", "b"]) })).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Review_ForAnotherAudienceThanTheServers_FindsNobody()
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(Jane, audiences: "vault")).User.ShouldBeNull();
        (await bench.ReviewAsync(Jane, audiences: ["vault", OidcBench.Server])).Audiences.ShouldBe([OidcBench.Server]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("a.b.c")]
    [InlineData("e30.e30.!")]
    [InlineData("W10.W10.AA")]
    public async Task Text_ThatIsNoToken_IsNobodys(string text)
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(text)).ShouldBe(Api.Authentication.TokenReviewResult.Refused(""));
    }
}
