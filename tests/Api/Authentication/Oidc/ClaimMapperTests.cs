using Timonier.Api.Authentication.Configuration;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication.Oidc;

/// <summary>Whom a token that holds names, and by which rules it names nobody.</summary>
public sealed class ClaimMapperTests
{
    [Fact]
    public async Task Groups_OfOneText_AreOneGroup_AndMissingOnesNone()
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["groups"] = "dev" })).User!.Groups.ShouldBe(["oidc:dev", "system:authenticated"]);
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane" })).User!.Groups.ShouldBe(["system:authenticated"]);
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["groups"] = new DraftArray([1]) })).Error.ShouldBe("oidc: parse groups claim \"groups\": neither a text nor a list of texts");
    }

    [Fact]
    public async Task Name_ThatIsMissingEmptyOrNoText_IsNobody()
    {
        await using var bench = await OidcBench.StartAsync();
        (await bench.ReviewAsync([])).Error.ShouldBe("oidc: parse username claims \"sub\": claim not present or no text");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = 7 })).User.ShouldBeNull();
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "" })).User.ShouldBeNull();
    }

    [Fact]
    public async Task Email_ThatIsNotVerified_IsNobody()
    {
        await using var bench = await OidcBench.StartAsync(config => config with { Username = new ClaimMapping("email", "", "") });
        (await bench.ReviewAsync(new DraftObject { ["email"] = "j@example", ["email_verified"] = false })).Error.ShouldBe("oidc: email not verified");
        (await bench.ReviewAsync(new DraftObject { ["email"] = "j@example", ["email_verified"] = true })).User!.Name.ShouldBe("j@example");
        (await bench.ReviewAsync(new DraftObject { ["email"] = "k@example" })).User!.Name.ShouldBe("k@example");
    }

    [Fact]
    public async Task Expressions_MakeAllPartsOfTheUser()
    {
        await using var bench = await OidcBench.StartAsync(config => config with
        {
            Username = new ClaimMapping("", null, "claims.name + ':' + claims.tenant"),
            Groups = new ClaimMapping("", null, "claims.roles.split(',').map(r, 'team:' + r)"),
            Uid = new ClaimMapping("", null, "claims.?oid.orValue('none')"),
            Extra = [new ExtraMapping("example.org/tenant", "claims.tenant"), new ExtraMapping("example.org/none", "''")],
        });
        var review = await bench.ReviewAsync(new DraftObject { ["name"] = "jane", ["tenant"] = "t1", ["roles"] = "dev,ops" });
        review.Error.ShouldBeEmpty();
        review.User!.Name.ShouldBe("jane:t1");
        review.User.Groups.ShouldBe(["team:dev", "team:ops", "system:authenticated"]);
        review.User.Uid.ShouldBe("none");
        review.User.Extra.Keys.ShouldBe(["example.org/tenant"]);
        review.User.Extra["example.org/tenant"].ShouldBe(["t1"]);
    }

    [Fact]
    public async Task Expression_ThatFails_IsNobody()
    {
        await using var bench = await OidcBench.StartAsync(config => config with { Username = new ClaimMapping("", null, "claims.name") });
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane" })).Error.ShouldBe("oidc: username expression \"claims.name\" failed: no such key: name");
        (await bench.ReviewAsync(new DraftObject { ["name"] = 7 })).Error.ShouldContain("gives neither a text nor a list of texts");
    }

    [Fact]
    public async Task RequiredClaim_MustHaveItsValue()
    {
        await using var bench = await OidcBench.StartAsync(config => config with { ClaimRules = [new ClaimRule("hd", "example.org", "", "")] });
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane" })).Error.ShouldBe("oidc: required claim hd not present in ID token");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["hd"] = "x" })).Error.ShouldBe("oidc: required claim hd value does not match. Got = \"x\", want = \"example.org\"");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["hd"] = "example.org" })).User.ShouldNotBeNull();
    }

    [Fact]
    public async Task ClaimRule_MustBeTrue()
    {
        await using var bench = await OidcBench.StartAsync(config => config with { ClaimRules = [new ClaimRule("", "", "claims.exp - claims.iat <= 7200", "too long a life")] });
        var now = bench.Time.Now.ToUnixTimeSeconds();
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["iat"] = now })).User.ShouldNotBeNull();
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["iat"] = now - 7000 })).Error.ShouldBe("oidc: validation expression \"claims.exp - claims.iat <= 7200\" failed: too long a life");
    }

    [Fact]
    public async Task UserRule_KeepsTheClustersOwnNamesFromTheIssuer()
    {
        await using var bench = await OidcBench.StartAsync(config => config with
        {
            Username = new ClaimMapping("sub", "", ""),
            Groups = new ClaimMapping("groups", "", ""),
            UserRules =
            [
                new UserRule("!user.username.startsWith('system:')", "username cannot use the reserved system: prefix"),
                new UserRule("user.groups.all(g, !g.startsWith('system:'))", "groups cannot use the reserved system: prefix"),
            ],
        });
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "system:admin" })).Error.ShouldContain("username cannot use the reserved system: prefix");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["groups"] = "system:masters" })).Error.ShouldContain("groups cannot use the reserved system: prefix");
        (await bench.ReviewAsync(new DraftObject { ["sub"] = "jane", ["groups"] = "dev" })).User!.Groups.ShouldBe(["dev", "system:authenticated"]);
    }
}
