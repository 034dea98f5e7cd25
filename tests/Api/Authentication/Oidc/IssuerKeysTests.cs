using Microsoft.AspNetCore.Http;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication.Oidc;

/// <summary>When an issuer is asked for its keys, and what it may answer.</summary>
public sealed class IssuerKeysTests
{
    private static readonly DraftObject Jane = new() { ["sub"] = "jane" };
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Keys_AreFetchedOnce_HoweverManyTokensCome()
    {
        await using var bench = await OidcBench.StartAsync();
        var reviews = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => bench.ReviewAsync(new DraftObject { ["sub"] = $"user-{i}" }).AsTask()));
        reviews.ShouldAllBe(r => r.User != null);
        bench.Issuer.KeyFetches.ShouldBe(1);
    }

    [Fact]
    public async Task Key_ThatIsNew_IsFetched_ButNotMoreOftenThanThePauseAllows()
    {
        var next = new SigningKey("next", "ES256");
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(Jane)).User.ShouldNotBeNull();
        bench.Issuer.Use(next);
        (await bench.ReviewAsync(Jane, next)).User.ShouldBeNull();
        bench.Issuer.KeyFetches.ShouldBe(1);

        bench.Time.Now += Pause;
        (await bench.ReviewAsync(Jane, next)).User.ShouldNotBeNull();
        (await bench.ReviewAsync(Jane, new SigningKey("stranger", "ES256"))).User.ShouldBeNull();
        bench.Issuer.KeyFetches.ShouldBe(2);
    }

    [Fact]
    public async Task Key_ThatWasWithdrawn_IsForgottenAfterAnHour()
    {
        var former = new SigningKey("former", "ES256");
        await using var bench = await OidcBench.StartAsync(keys: former);
        (await bench.ReviewAsync(Jane)).User.ShouldNotBeNull();
        bench.Issuer.Use(new SigningKey("next", "ES256"));
        bench.Time.Now += TimeSpan.FromMinutes(61);

        // Whoever asks first is answered at once, by the keys that are there; the new ones arrive meanwhile.
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "early" }, former)).User.ShouldNotBeNull();
        var asked = 0;
        while ((await bench.ReviewAsync(new DraftObject { ["sub"] = $"jane-{asked}" }, former)).User is not null) asked++.ShouldBeLessThan(100_000);
        bench.Issuer.KeyFetches.ShouldBe(2);
    }

    [Fact]
    public async Task Issuer_ThatWasAway_IsAskedAgain()
    {
        await using var bench = await OidcBench.StartAsync();
        bench.Issuer.Instead = context => Task.FromResult(context.Response.StatusCode = 503);
        (await bench.ReviewAsync(Jane)).Error.ShouldContain($"authenticator for issuer \"{bench.Issuer.Url}\" is not initialized: {bench.Issuer.Url}/keys answers with 503");
        bench.Issuer.Instead = null;
        bench.Time.Now += Pause;
        (await bench.ReviewAsync(Jane)).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Issuer_ThatGoesAwayLater_LocksNobodyOut()
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(Jane)).User.ShouldNotBeNull();
        bench.Issuer.Instead = context => Task.FromResult(context.Response.StatusCode = 503);
        bench.Time.Now += Pause;
        (await bench.ReviewAsync(Jane, new SigningKey("unknown", "ES256"))).User.ShouldBeNull();
        (await bench.ReviewAsync(Jane)).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsCutOff()
    {
        await using var bench = await OidcBench.StartAsync();
        bench.Issuer.Instead = async context =>
        {
            var much = new byte[64 * 1024];
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(much, context.RequestAborted);
        };
        (await bench.ReviewAsync(Jane)).Error.ShouldContain("answers with more than 1048576 bytes");
    }

    [Fact]
    public async Task Answer_ThatSendsElsewhere_IsNotFollowed()
    {
        await using var bench = await OidcBench.StartAsync();
        bench.Issuer.Instead = context =>
        {
            context.Response.Redirect("https://127.0.0.1:1/keys");
            return Task.CompletedTask;
        };
        (await bench.ReviewAsync(Jane)).Error.ShouldContain("answers with 302");
    }

    [Fact]
    public async Task Keys_WithoutTls_AreNotFetched()
    {
        await using var bench = await OidcBench.StartAsync();
        bench.Issuer.KeysAddress = "http://127.0.0.1:1/keys";
        (await bench.ReviewAsync(Jane)).Error.ShouldContain("\"http://127.0.0.1:1/keys\" is no https address");
    }

    [Fact]
    public async Task Issuer_ThatCallsItselfOtherwise_IsNotBelieved()
    {
        await using var bench = await OidcBench.StartAsync();
        bench.Issuer.Name = "https://other.example";
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["iss"] = bench.Issuer.Url })).Error.ShouldContain("the issuer calls itself \"https://other.example\"");
    }

    [Fact]
    public async Task Issuer_ThatAnotherAuthorityVouchesFor_IsNotBelieved()
    {
        using var other = ServingCertificate.For("127.0.0.1");
        await using var bench = await OidcBench.StartAsync(config => config with { Issuer = config.Issuer with { CertificateAuthority = other.ExportCertificatePem() } });
        (await bench.ReviewAsync(Jane)).Error.ShouldContain("failed to verify certificate");
        bench.Issuer.KeyFetches.ShouldBe(0);
    }
}
