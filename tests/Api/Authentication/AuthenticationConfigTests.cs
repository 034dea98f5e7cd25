using System.Text;
using Timonier.Api.Authentication.Configuration;

namespace Timonier.Api.Tests.Authentication;

/// <summary>What an AuthenticationConfiguration may say.</summary>
public sealed class AuthenticationConfigTests
{
    private const string Header = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";
    private const string Issuer = "jwt:\n- issuer: {url: https://issuer.example, audiences: [me]}\n";
    private const string Mapped = "  claimMappings: {username: {claim: sub, prefix: ''}}\n";

    [Fact]
    public void File_WithEverything_IsRead()
    {
        var (config, fault) = Read("""
            jwt:
            - issuer:
                url: https://issuer.example
                discoveryURL: https://inside.example/.well-known/openid-configuration
                audiences: [a, b]
                audienceMatchPolicy: MatchAny
              claimValidationRules:
              - {claim: hd, requiredValue: example.org}
              - {expression: claims.email_verified == true, message: unverified}
              claimMappings:
                username: {expression: claims.email}
                groups: {claim: groups, prefix: 'x:'}
                uid: {claim: oid}
                extra:
                - {key: example.org/team, valueExpression: claims.team}
              userValidationRules:
              - {expression: "!user.username.startsWith('system:')", message: reserved}
            anonymous:
              enabled: true
              conditions: [{path: /livez}]
            """);
        fault.ShouldBeEmpty();
        var jwt = config.ShouldNotBeNull().Jwt.ShouldHaveSingleItem();
        jwt.Issuer.DescriptionAddress.ShouldBe("https://inside.example/.well-known/openid-configuration");
        jwt.Issuer.Audiences.ShouldBe(["a", "b"]);
        jwt.ClaimRules.Select(r => r.Claim).ShouldBe(["hd", ""]);
        jwt.Username.Expression.ShouldBe("claims.email");
        jwt.Groups.ShouldBe(new ClaimMapping("groups", "x:", ""));
        jwt.Uid!.Claim.ShouldBe("oid");
        jwt.Extra.ShouldBe([new ExtraMapping("example.org/team", "claims.team")]);
        jwt.UserRules.ShouldBe([new UserRule("!user.username.startsWith('system:')", "reserved")]);
        config.Anonymous!.Allows("/livez").ShouldBeTrue();
        config.Anonymous.Allows("/api").ShouldBeFalse();
    }

    [Theory]
    [InlineData("jwt: [{issuer: {uri: x}, claims: {}}]", "strict decoding error: unknown field \"jwt[0].claims\", unknown field \"jwt[0].issuer.uri\"")]
    [InlineData("anonymous: {enabled: false, conditions: [{path: /a}]}", "anonymous.conditions: Invalid value: enabled should be set to true when conditions are defined")]
    [InlineData("jwt: [{claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.url: Required value: URL is required, jwt[0].issuer.audiences: Required value: at least one jwt[0].issuer.audiences is required")]
    [InlineData("jwt: [{issuer: {url: 'http://a.example', audiences: [me]}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.url: Invalid value: \"http://a.example\": URL scheme must be https")]
    [InlineData("jwt: [{issuer: {url: 'https://own.example', audiences: [me]}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.url: Invalid value: \"https://own.example\": URL must not overlap with disallowed issuers: [https://own.example]")]
    [InlineData("jwt: [{issuer: {url: 'https://a.example', audiences: [me, you]}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.audienceMatchPolicy: Invalid value: \"\": audienceMatchPolicy must be MatchAny for multiple audiences")]
    [InlineData("jwt: [{issuer: {url: 'https://a.example', audiences: [me], certificateAuthority: x}, claimMappings: {username: {claim: sub, prefix: ''}}}]", "jwt[0].issuer.certificateAuthority: Invalid value: data does not contain any valid RSA or ECDSA certificates")]
    public void File_ThatIsWrong_SaysWhereAndWhy(string yaml, string fault) => Read(yaml).ShouldBe((null, fault));

    [Theory]
    [InlineData("  claimMappings: {}", "jwt[0].claimMappings.username: Required value: claim or expression is required")]
    [InlineData("  claimMappings: {username: {claim: sub}}", "jwt[0].claimMappings.username.prefix: Required value: prefix is required when claim is set. It can be set to an empty string to disable prefixing")]
    [InlineData("  claimMappings: {username: {claim: sub, prefix: '', expression: claims.sub}}", "jwt[0].claimMappings.username: Invalid value: \"sub\": claim and expression can't both be set")]
    [InlineData("  claimMappings: {username: {expression: claims.sub, prefix: ''}}", "jwt[0].claimMappings.username.prefix: Invalid value: \"\": prefix can't be set when expression is set")]
    [InlineData("  claimMappings: {username: {expression: claims.email}}", "jwt[0].claimMappings.username.expression: Invalid value: \"claims.email\": claims.email_verified must be used in claimMappings.username.expression or claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when claims.email is used in claimMappings.username.expression")]
    public void Mapping_ThatIsWrong_SaysWhereAndWhy(string mappings, string fault) => Read(Issuer + mappings).ShouldBe((null, fault));

    [Theory]
    [InlineData("claimValidationRules: [{}]", "jwt[0].claimValidationRules[0]: Required value: claim or expression is required")]
    [InlineData("claimValidationRules: [{claim: a, message: m}]", "jwt[0].claimValidationRules[0].message: Invalid value: \"m\": message can't be set when claim is set")]
    [InlineData("claimValidationRules: [{expression: claims.sub}]", "jwt[0].claimValidationRules[0].expression: Invalid value: \"claims.sub\": must evaluate to bool")]
    [InlineData("claimValidationRules: [{claim: a}, {claim: a}]", "jwt[0].claimValidationRules[1].claim: Duplicate value: \"a\"")]
    [InlineData("userValidationRules: [{message: m}]", "jwt[0].userValidationRules[0].expression: Required value: expression is required")]
    public void Rule_ThatIsWrong_SaysWhereAndWhy(string rules, string fault) => Read($"{Issuer}{Mapped}  {rules}").ShouldBe((null, fault));

    [Theory]
    [InlineData("", "key is required")]
    [InlineData("team", "must be a domain-prefixed path")]
    [InlineData("example.org/Team", "key must be lowercase")]
    [InlineData("node.kubernetes.io/team", "reserved for Kubernetes use")]
    public void ExtraKey_ThatIsWrong_SaysWhy(string key, string why) =>
        Read($"{Issuer}  claimMappings: {{username: {{claim: sub, prefix: ''}}, extra: [{{key: '{key}', valueExpression: claims.a}}]}}").Fault.ShouldContain(why);

    [Fact]
    public void Expression_ThatIsNone_IsMarked() =>
        Read($"{Issuer}  claimMappings: {{username: {{expression: 'claims.'}}}}").Fault.ShouldStartWith("jwt[0].claimMappings.username.expression: Invalid value: \"claims.\": compilation failed: ERROR: <input>:1:");

    [Fact]
    public void OtherKind_IsRefused() =>
        AuthenticationConfigReader.Read("{apiVersion: v1, kind: Pod}"u8.ToArray(), []).Fault
            .ShouldBe("an AuthenticationConfiguration of apiserver.config.k8s.io/v1 is expected, not \"Pod\" of \"v1\"");

    private static (AuthenticationConfig? Config, string Fault) Read(string yaml) => AuthenticationConfigReader.Read(Encoding.UTF8.GetBytes(Header + yaml), ["https://own.example"]);
}
