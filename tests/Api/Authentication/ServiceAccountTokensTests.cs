using System.Text;
using Timonier.Api.Authentication;
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

    private async Task<string> IssueAsync(params string[] audiences)
    {
        var issued = await tokens.IssueAsync(new TokenGrant
        {
            Namespace = "default", ServiceAccount = "app", ServiceAccountUid = "sa-uid", Audiences = audiences,
            ExpirationSeconds = 600, BoundKind = "Pod", BoundName = "web", BoundUid = "pod-uid",
        }, default);
        return issued.Token;
    }

    private sealed class PlainSigner : ITokenSigner
    {
        public string PublicKey => "{}";
        public string Sign(ReadOnlySpan<byte> claims) => Encoding.UTF8.GetString(claims);
        public byte[] Verify(string token) => Encoding.UTF8.GetBytes(token);
    }
}
