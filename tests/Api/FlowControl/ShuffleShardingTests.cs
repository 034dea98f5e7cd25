using Timonier.Api.FlowControl;

namespace Timonier.Api.Tests.FlowControl;

public sealed class ShuffleShardingTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(16, 4)]
    [InlineData(64, 6)]
    [InlineData(128, 6)]
    public void Deal_GivesDifferentCardsOfTheDeck(int deck, int size)
    {
        var random = new Random(5);
        Span<int> hand = stackalloc int[size];
        for (var i = 0; i < 1000; i++)
        {
            ShuffleSharding.Deal((ulong)random.NextInt64(), deck, hand);
            hand.ToArray().Distinct().Count().ShouldBe(size);
            hand.ToArray().ShouldAllBe(card => card >= 0 && card < deck);
        }
    }

    [Fact]
    public void Deal_DealsEveryCardAboutAsOften()
    {
        var dealt = new int[64];
        Span<int> hand = stackalloc int[6];
        for (var i = 0; i < 6400; i++)
        {
            ShuffleSharding.Deal(ShuffleSharding.Hash("service-accounts", $"user-{i}"), 64, hand);
            foreach (var card in hand) dealt[card]++;
        }
        dealt.ShouldAllBe(count => count > 450 && count < 750);
    }

    [Fact]
    public void Hash_TellsTheNamesApart_WhereverTheyMeet()
    {
        ShuffleSharding.Hash("a", "b").ShouldBe(ShuffleSharding.Hash("a", "b"));
        ShuffleSharding.Hash("ab", "").ShouldNotBe(ShuffleSharding.Hash("a", "b"));
    }
}
