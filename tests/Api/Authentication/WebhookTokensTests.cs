using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication;
using Timonier.Api.Storage;
using Timonier.Api.Subresources;
using Timonier.Api.Tests.Webhooks;
using Timonier.Api.Webhooks;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Authentication;

/// <summary>Somebody else is asked who a token is.</summary>
public sealed class WebhookTokensTests
{
    private const string Jane = """{"authenticated":true,"user":{"username":"jane","uid":"7","groups":["dev"],"extra":{"example.org/a":["b"]}}}""";

    [Fact]
    public async Task Answer_NamesTheUser()
    {
        await using var webhook = await AnsweringAsync(Jane);
        var review = await ReviewAsync(webhook);
        review.User.ShouldNotBeNull().Name.ShouldBe("jane");
        review.User.Uid.ShouldBe("7");
        review.User.Groups.ShouldBe(["dev", "system:authenticated"]);
        review.User.Extra["example.org/a"].ShouldBe(["b"]);
        review.Audiences.ShouldBe(["api"]);
        var asked = webhook.Asked.ShouldHaveSingleItem().Root;
        asked["apiVersion"u8].AsString().ShouldBe("authentication.k8s.io/v1");
        asked["spec"u8].ToString().ShouldBe("""{"token":"opaque","audiences":["api"]}""");
    }

    [Theory]
    [InlineData("""{"authenticated":false}""", "")]
    [InlineData("""{"authenticated":false,"error":"revoked"}""", "revoked")]
    [InlineData("""{"authenticated":"yes","user":{"username":"jane"}}""", "")]
    [InlineData("""{"authenticated":true,"user":{}}""", "")]
    [InlineData("""{"authenticated":true,"user":{"username":"jane"},"audiences":["other"]}""", "")]
    public async Task Answer_ThatIsNoYes_IsNobody(string status, string error)
    {
        await using var webhook = await AnsweringAsync(status);
        (await ReviewAsync(webhook)).ShouldBe(TokenReviewResult.Refused(error));
    }

    [Fact]
    public async Task Audience_OfSomebodyElse_CountsOnlyWhenTheAnswerNamesIt()
    {
        await using (var silent = await AnsweringAsync(Jane)) (await ReviewAsync(silent, "vault")).User.ShouldBeNull();
        await using var naming = await AnsweringAsync("""{"authenticated":true,"user":{"username":"jane"},"audiences":["vault","other"]}""");
        (await ReviewAsync(naming, "vault", "api")).Audiences.ShouldBe(["vault"]);
    }

    [Fact]
    public async Task Webhook_ThatFails_IsAFault()
    {
        await using var webhook = await WebhookServer.StartAsync((context, _) => Task.FromResult(context.Response.StatusCode = 500), "127.0.0.1");
        (await ReviewAsync(webhook)).Error.ShouldContain("an error on the server");
    }

    [Fact]
    public async Task Credentials_AreSent()
    {
        var told = "";
        await using var webhook = await WebhookServer.StartAsync((context, _) =>
        {
            told = context.Request.Headers.Authorization.ToString();
            return context.Response.WriteAsync($$$"""{"status":{{{Jane}}}}""");
        }, "127.0.0.1");
        (await TokensOf(TargetOf(webhook) with { Credentials = new WebhookCredentials("", "", "secret") }).ReviewAsync("opaque", [], TestContext.Current.CancellationToken)).User.ShouldNotBeNull();
        told.ShouldBe("Bearer secret");
        new WebhookCredentials("", "", "secret").ToString().ShouldNotContain("secret");
    }

    private static Task<WebhookServer> AnsweringAsync(string status) =>
        WebhookServer.StartAsync((context, _) => context.Response.WriteAsync($$$"""{"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","status":{{{status}}}}"""), "127.0.0.1");

    private static ValueTask<TokenReviewResult> ReviewAsync(WebhookServer webhook, params string[] audiences) =>
        TokensOf(TargetOf(webhook)).ReviewAsync("opaque", audiences, TestContext.Current.CancellationToken);

    private static WebhookTarget TargetOf(WebhookServer webhook) => new($"https://127.0.0.1:{webhook.Port}/authenticate", "", "", 0, "", webhook.CaBundle);

    // A target with an address of its own needs nothing of the cluster.
    private static WebhookTokens TokensOf(WebhookTarget target) =>
        new(new WebhookCaller(new StoredObjects(null!, new KindRegistry()), new PodConnector(), new RandomIdSource(new Random(1)), TimeProvider.System), target, ["api"], NullLogger<WebhookTokens>.Instance);
}
