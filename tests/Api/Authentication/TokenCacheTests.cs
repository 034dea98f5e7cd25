using Timonier.Api.Authentication;
using Timonier.Contracts.Cluster;

namespace Timonier.Api.Tests.Authentication;

public sealed class TokenCacheTests
{
    private readonly SettableTime time = new();
    private readonly Counting counting = new();

    [Fact]
    public async Task User_IsRemembered_ForItsTime()
    {
        var cache = CacheOf(refusal: TimeSpan.Zero);
        await AskTwiceAsync(cache, "good");
        counting.Asked.ShouldBe(1);
        time.Now += TimeSpan.FromSeconds(10);
        (await cache.ReviewAsync("good", [], TestContext.Current.CancellationToken)).User!.Name.ShouldBe("jane");
        counting.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task User_OfOneAudience_IsNotTheUserOfAnother()
    {
        var cache = CacheOf(refusal: TimeSpan.Zero);
        await cache.ReviewAsync("good", ["a"], TestContext.Current.CancellationToken);
        await cache.ReviewAsync("good", ["b"], TestContext.Current.CancellationToken);
        counting.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Refusal_IsRememberedWhereThatIsWanted_AFaultNever()
    {
        await AskTwiceAsync(CacheOf(refusal: TimeSpan.Zero), "bad");
        counting.Asked.ShouldBe(2);
        await AskTwiceAsync(CacheOf(refusal: TimeSpan.FromSeconds(5)), "bad");
        counting.Asked.ShouldBe(3);
        await AskTwiceAsync(CacheOf(refusal: TimeSpan.FromSeconds(5)), "fault");
        counting.Asked.ShouldBe(5);
    }

    private TokenCache CacheOf(TimeSpan refusal) => new(counting, TimeSpan.FromSeconds(10), refusal, time);

    private static async Task AskTwiceAsync(TokenCache cache, string token)
    {
        for (var i = 0; i < 2; i++) await cache.ReviewAsync(token, [], TestContext.Current.CancellationToken);
    }

    private sealed class Counting : ITokenReviewer
    {
        public int Asked { get; private set; }

        public ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
        {
            Asked++;
            return ValueTask.FromResult(token switch
            {
                "good" => new TokenReviewResult(new UserInfo("jane", []), audiences),
                "fault" => TokenReviewResult.Refused("nobody answers"),
                _ => TokenReviewResult.NotKnown,
            });
        }
    }
}
