using Timonier.Api.Authentication.Configuration;
using Timonier.Host.Configuration;

namespace Timonier.Host.Tests;

/// <summary>Settings about who may come in.</summary>
public sealed class IdentityConfigTests
{
    private const string Url = "https://issuer.example";

    [Fact]
    public void Oidc_WithTheLeast_IsUpstreamsEntry()
    {
        var jwt = ConfigOf(("oidc-issuer-url", Url), ("oidc-client-id", "me")).Authentication.Jwt.ShouldHaveSingleItem();
        jwt.Issuer.Audiences.ShouldBe(["me"]);
        jwt.Username.ShouldBe(new ClaimMapping("sub", Url + "#", ""));
        jwt.Groups.ShouldBeNull();
        jwt.Algorithms.ShouldBe(["RS256"]);
    }

    [Theory]
    [InlineData("sub", "", Url + "#")]
    [InlineData("sub", "-", "")]
    [InlineData("sub", "x:", "x:")]
    [InlineData("email", "", "")]
    public void OidcPrefix_FollowsTheClaim(string claim, string prefix, string outcome) =>
        ConfigOf(("oidc-issuer-url", Url), ("oidc-client-id", "me"), ("oidc-username-claim", claim), ("oidc-username-prefix", prefix)).Authentication.Jwt[0].Username.Prefix.ShouldBe(outcome);

    [Fact]
    public void Oidc_WithMore_SaysItAll()
    {
        var jwt = ConfigOf(("oidc-issuer-url", Url), ("oidc-client-id", "me"), ("oidc-groups-claim", "roles"), ("oidc-groups-prefix", "r:"),
            ("oidc-required-claim", "hd=example.org,aal=2"), ("oidc-signing-algs", "ES256,PS512")).Authentication.Jwt[0];
        jwt.Groups.ShouldBe(new ClaimMapping("roles", "r:", ""));
        jwt.ClaimRules.ShouldBe([new ClaimRule("aal", "2", "", ""), new ClaimRule("hd", "example.org", "", "")]);
        jwt.Algorithms.ShouldBe(["ES256", "PS512"]);
    }

    [Fact]
    public void Oidc_InPart_IsRefused()
    {
        Refusal(("oidc-issuer-url", Url)).ShouldBe("oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are set");
        Refusal(("oidc-issuer-url", "http://a"), ("oidc-client-id", "me")).ShouldContain("URL scheme must be https");
        Refusal(("oidc-issuer-url", Url), ("oidc-client-id", "me"), ("oidc-signing-algs", "none")).ShouldContain("'none' is none of ES256");
        Refusal(("oidc-issuer-url", Url), ("oidc-client-id", "me"), ("oidc-ca-file", "/nowhere/ca.crt")).ShouldStartWith("oidc-ca-file (environment variable TIMONIER_OIDC_CA_FILE)");
        Refusal(("oidc-issuer-url", Url), ("oidc-client-id", "me"), ("authentication-config", "/a.yaml")).ShouldContain("cannot be set together with an oidc setting");
    }

    [Fact]
    public void Issuers_AreTheClustersOwn_UnlessOthersAreNamed()
    {
        var usual = ConfigOf().TokenNames("cluster.local");
        usual.Issuers.ShouldBe(["https://kubernetes.default.svc.cluster.local"]);
        usual.Audiences.ShouldBe(usual.Issuers);

        var named = ConfigOf(("service-account-issuer", "https://new.example,https://old.example")).TokenNames("cluster.local");
        named.Issuers.ShouldBe(["https://new.example", "https://old.example"]);
        named.Audiences.ShouldBe(named.Issuers);
        ConfigOf(("api-audiences", "api")).TokenNames("cluster.local").Audiences.ShouldBe(["api"]);
    }

    [Fact]
    public void Issuer_ThatIsNoUrl_IsRefused() => Refusal(("service-account-issuer", "a: b")).ShouldContain("contains a ':' but is not a valid URL");

    private static string Refusal(params (string Key, string Value)[] set) => Should.Throw<ConfigException>(() => ConfigOf(set)).Message;

    private static IdentityConfig ConfigOf(params (string Key, string Value)[] set) =>
        IdentityConfig.From(SettingValues.Read(null, set.Select(s => KeyValuePair.Create(Settings.Find(s.Key)!.EnvironmentVariable, s.Value)), []));
}
