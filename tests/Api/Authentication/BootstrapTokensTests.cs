using System.Text;
using Timonier.Api.Authentication;
using Timonier.Documents;

namespace Timonier.Api.Tests.Authentication;

public sealed class BootstrapTokensTests
{
    private const string Token = "abcdef.0123456789abcdef";
    private const string Audience = "https://kubernetes.default.svc";
    private readonly SettableTime time = new();
    private readonly KnownObjects objects = new();
    private readonly OwnAudience tokens;

    public BootstrapTokensTests()
    {
        tokens = new OwnAudience([Audience], new BootstrapTokens(objects, time));
        Put();
    }

    [Fact]
    public async Task Token_OfASecret_IsABootstrapper()
    {
        var review = await tokens.ReviewAsync(Token, [], TestContext.Current.CancellationToken);
        review.User.ShouldNotBeNull().Name.ShouldBe("system:bootstrap:abcdef");
        review.User.Groups.ShouldBe(["system:bootstrappers", "system:bootstrappers:edge", "system:authenticated"]);
        review.Audiences.ShouldBe([Audience]);
    }

    [Theory]
    [InlineData("abcdef.0123456789abcdee")]
    [InlineData("abcdeg.0123456789abcdef")]
    [InlineData("abcdef.0123456789abcdef\n")]
    [InlineData("ABCDEF.0123456789abcdef")]
    [InlineData("../../.0123456789abcdef")]
    public Task Token_ThatIsAnother_IsRefused(string token) => RefusedAsync(token);

    [Theory]
    [InlineData("token-id", "ghijkl")]
    [InlineData("usage-bootstrap-authentication", "false")]
    [InlineData("auth-extra-groups", "system:masters")]
    [InlineData("auth-extra-groups", "system:bootstrappers:edge,system:nodes")]
    [InlineData("expiration", "2026-04-30T23:59:59Z")]
    [InlineData("expiration", "some day")]
    public Task Secret_ThatSaysNo_LetsNobodyIn(string key, string value)
    {
        Put((key, value));
        return RefusedAsync(Token);
    }

    [Fact]
    public async Task Token_WhenItsTimeIsOver_IsRefused()
    {
        Put(("expiration", "2026-05-01T01:00:00Z"));
        (await tokens.ReviewAsync(Token, [], TestContext.Current.CancellationToken)).User.ShouldNotBeNull();
        time.Now += TimeSpan.FromHours(1);
        await RefusedAsync(Token);
    }

    [Fact]
    public Task Token_WhenItsSecretIsGone_IsRefused()
    {
        objects.Remove("secrets", "kube-system", "bootstrap-token-abcdef");
        return RefusedAsync(Token);
    }

    [Fact]
    public async Task Token_ForAnotherAudience_IsRefused() =>
        (await tokens.ReviewAsync(Token, ["vault"], TestContext.Current.CancellationToken)).User.ShouldBeNull();

    private async Task RefusedAsync(string token) => (await tokens.ReviewAsync(token, [], TestContext.Current.CancellationToken)).User.ShouldBeNull();

    private void Put(params (string Key, string Value)[] changes)
    {
        var data = new DraftObject();
        foreach (var (key, value) in (IEnumerable<(string, string)>)[("token-id", "abcdef"), ("token-secret", "0123456789abcdef"), ("usage-bootstrap-authentication", "true"), ("auth-extra-groups", "system:bootstrappers:edge"), .. changes])
            data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value));
        objects.Put("secrets", "kube-system", "bootstrap-token-abcdef", new DraftObject { ["type"] = "bootstrap.kubernetes.io/token", ["data"] = data });
    }
}
