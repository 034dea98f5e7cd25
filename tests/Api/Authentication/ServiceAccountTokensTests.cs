using System.Text;
using Timonier.Api.Authentication;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Tests.Authentication;

public sealed class ServiceAccountTokensTests
{
    private const string Issuer = "https://kubernetes.default.svc.cluster.local";
    private readonly SettableTime time = new();
    private readonly KnownObjects objects = new();
    private readonly ServiceAccountTokens tokens;

    public ServiceAccountTokensTests()
    {
        tokens = new ServiceAccountTokens(new PlainSigner(), objects, TokenNames.Of(Issuer), time, new RandomIdSource(new Random(1)));
        objects.Put("serviceaccounts", "default", "app", "sa-uid");
        objects.Put("pods", "default", "web", "pod-uid");
    }

    [Fact]
    public async Task Review_OwnToken_IsTheAccount()
    {
        var review = await tokens.ReviewAsync(await IssueAsync(), [], default);
        review.User.ShouldNotBeNull();
        review.User.Name.ShouldBe("system:serviceaccount:default:app");
        review.User.Uid.ShouldBe("sa-uid");
        review.User.Groups.ShouldBe(["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"]);
        review.User.Extra["authentication.kubernetes.io/pod-name"].ShouldBe(["web"]);
    }

    [Fact]
    public async Task Review_Expired_IsRefused()
    {
        var token = await IssueAsync();
        time.Now += TimeSpan.FromSeconds(661);
        (await tokens.ReviewAsync(token, [], default)).User.ShouldBeNull();
    }

    [Fact]
    public async Task Review_PodGone_IsRefused()
    {
        var token = await IssueAsync();
        objects.Remove("pods", "default", "web");
        (await tokens.ReviewAsync(token, [], default)).User.ShouldBeNull();
    }

    [Fact]
    public async Task Review_AccountMadeAgain_IsRefused()
    {
        var token = await IssueAsync();
        objects.Put("serviceaccounts", "default", "app", "another-uid");
        (await tokens.ReviewAsync(token, [], default)).User.ShouldBeNull();
    }

    [Fact]
    public async Task Review_OtherAudience_IsRefusedByTheServerAndAcceptedByTheAudience()
    {
        var token = await IssueAsync("vault");
        (await tokens.ReviewAsync(token, [], default)).User.ShouldBeNull();
        (await tokens.ReviewAsync(token, ["vault", "other"], default)).Audiences.ShouldBe(["vault"]);
    }

    [Theory]
    [InlineData("Pod", "pods", "default")]
    [InlineData("Secret", "secrets", "default")]
    [InlineData("Node", "nodes", "")]
    public async Task Review_BoundObjectGoneOrAnother_IsRefused(string kind, string plural, string place)
    {
        objects.Put(plural, place, "bound", "uid-1");
        var token = await IssueBoundAsync(kind, "bound", "uid-1");
        (await tokens.ReviewAsync(token, [], default)).User.ShouldNotBeNull();
        objects.Put(plural, place, "bound", "uid-2");
        (await tokens.ReviewAsync(token, [], default)).Error.ShouldBe($"{plural} UID (uid-2) does not match claim (uid-1)");
        objects.Remove(plural, place, "bound");
        (await tokens.ReviewAsync(token, [], default)).Error.ShouldBe("service account token has been invalidated");
    }

    [Theory]
    [InlineData("pods", "default", "bound")]
    [InlineData("serviceaccounts", "default", "app")]
    public async Task Review_WhatIsBeingDeleted_HoldsForAMinuteBeyondItsEnd(string plural, string place, string name)
    {
        objects.Put("pods", "default", "bound", "uid-1");
        var token = await IssueBoundAsync("Pod", "bound", "uid-1");
        var uid = plural == "pods" ? "uid-1" : "sa-uid";
        objects.Put(plural, place, name, new DraftObject { ["metadata"] = new DraftObject { ["name"] = name, ["uid"] = uid, ["deletionTimestamp"] = time.Now } });
        time.Now += TimeSpan.FromSeconds(60);
        (await tokens.ReviewAsync(token, [], default)).User.ShouldNotBeNull();
        time.Now += TimeSpan.FromSeconds(1);
        (await tokens.ReviewAsync(token, [], default)).Error.ShouldBe("service account token has been invalidated");
    }

    [Fact]
    public async Task Review_NodeOfAPodsToken_IsForInformationOnly()
    {
        var issued = await tokens.IssueAsync(Grant("Pod", "web", "pod-uid") with { NodeName = "n1", NodeUid = "gone" }, default);
        var review = await tokens.ReviewAsync(issued.Token, [], default);
        review.User!.Extra["authentication.kubernetes.io/node-name"].ShouldBe(["n1"]);
    }

    [Fact]
    public async Task Review_AfterTheIssuerChanged_BelievesBoth()
    {
        var former = await IssueAsync();
        var changed = new ServiceAccountTokens(new PlainSigner(), objects, new TokenNames(["https://new.example", Issuer], ["api", Issuer]), time, new RandomIdSource(new Random(1)));
        (await changed.ReviewAsync(former, [], default)).Audiences.ShouldBe([Issuer]);
        var fresh = await changed.IssueAsync(Grant("Pod", "web", "pod-uid"), default);
        fresh.Audiences.ShouldBe(["api", Issuer]);
        Document.Parse(Encoding.UTF8.GetBytes(fresh.Token)).Root["iss"u8].AsString().ShouldBe("https://new.example");
        (await tokens.ReviewAsync(fresh.Token, [], default)).ShouldBe(TokenReviewResult.Refused(""));
    }

    private async Task<string> IssueBoundAsync(string kind, string name, string uid) => (await tokens.IssueAsync(Grant(kind, name, uid), default)).Token;

    private static TokenGrant Grant(string kind, string name, string uid) => new()
    {
        Namespace = "default", ServiceAccount = "app", ServiceAccountUid = "sa-uid", ExpirationSeconds = 600, BoundKind = kind, BoundName = name, BoundUid = uid,
    };

    private async Task<string> IssueAsync(params string[] audiences)
    {
        var issued = await tokens.IssueAsync(Grant("Pod", "web", "pod-uid") with { Audiences = audiences }, default);
        return issued.Token;
    }

    [Fact]
    public async Task Review_TokenOfOld_IsTold_AndRefusedOnceItIsDisowned()
    {
        var used = new List<string>();
        var old = new ServiceAccountTokens(new PlainSigner(), objects, TokenNames.Of(Issuer), time, new RandomIdSource(new Random(1))) { LegacyUsed = (place, secret, last) => used.Add($"{place}/{secret} {last}") };
        const string Token = """{"iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"default","kubernetes.io/serviceaccount/secret.name":"old","kubernetes.io/serviceaccount/service-account.name":"app","kubernetes.io/serviceaccount/service-account.uid":"sa-uid"}""";
        Put(new DraftObject { ["kubernetes.io/legacy-token-last-used"] = "2026-02-28" });
        (await old.ReviewAsync(Token, [], default)).User!.Name.ShouldBe("system:serviceaccount:default:app");
        used.ShouldBe(["default/old 2026-02-28"]);
        Put(new DraftObject { ["kubernetes.io/legacy-token-invalid-since"] = "2026-03-01" });
        var review = await old.ReviewAsync(Token, [], default);
        review.User.ShouldBeNull();
        review.Error.ShouldStartWith("the token in secret default/old for service account default/app has been marked invalid.");
        used.Count.ShouldBe(1);

        void Put(DraftObject labels) => objects.Put("secrets", "default", "old", new DraftObject
        {
            ["metadata"] = new DraftObject { ["name"] = "old", ["labels"] = labels },
            ["data"] = new DraftObject { ["token"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(Token)) },
        });
    }

    private sealed class PlainSigner : ITokenSigner
    {
        public string PublicKey => "{}";
        public string Sign(ReadOnlySpan<byte> claims) => Encoding.UTF8.GetString(claims);
        public byte[] Verify(string token) => Encoding.UTF8.GetBytes(token);
    }
}
