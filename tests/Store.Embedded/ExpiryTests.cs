using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class ExpiryTests
{
    [Fact]
    public async Task Key_WithTimeToLive_DeletesItselfUnlessWrittenAgain()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        await store.CreateAsync("/gone", Value("1", TimeSpan.FromSeconds(10)));
        await store.CreateAsync("/kept", Value("1", TimeSpan.FromSeconds(5)));
        await store.UpdateAsync("/kept", Value("2"), 2);
        using var watch = store.Watch("/", 3);
        folder.Time.Advance(TimeSpan.FromSeconds(11));
        (await WatchTests.NextAsync(watch)).ShouldBe(4);
        (await store.GetAsync("/gone")).ShouldBeNull();
        Text(await store.GetAsync("/kept")).ShouldBe("2");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Update_ThatKeepsTheEnd_LeavesTheTimeOfTheFirstWrite(bool restarted)
    {
        using var folder = new StoreFixture();
        var store = await folder.OpenAsync();
        var made = store.CreateAsync("/gone", Value("1", TimeSpan.FromSeconds(10)));
        // In the batch of the creation or behind it: both find the end.
        await store.UpdateAsync("/gone", Value("2") with { KeepsEnd = true }, 1);
        (await made).Revision.ShouldBe(1);
        folder.Time.Advance(TimeSpan.FromSeconds(5));
        await store.UpdateAsync("/gone", Value("3") with { KeepsEnd = true }, 2);
        await store.CreateAsync("/kept", Value("1"));
        await store.UpdateAsync("/kept", Value("2") with { KeepsEnd = true }, 4);
        if (restarted)
        {
            await store.DisposeAsync();
            store = await folder.OpenAsync();
        }

        await using var open = store;
        using var watch = store.Watch("/", 5);
        folder.Time.Advance(TimeSpan.FromSeconds(4));
        Text(await store.GetAsync("/gone")).ShouldBe("3");
        folder.Time.Advance(TimeSpan.FromSeconds(1));
        (await WatchTests.NextAsync(watch)).ShouldBe(6);
        (await store.GetAsync("/gone")).ShouldBeNull();
        Text(await store.GetAsync("/kept")).ShouldBe("2");
    }

    [Fact]
    public async Task Key_WhoseTimerFiresEarly_StillDeletesItself()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        await store.CreateAsync("/gone", Value("1", TimeSpan.FromSeconds(10)));
        using var watch = store.Watch("/", 1);
        folder.Time.Advance(TimeSpan.FromSeconds(9), early: TimeSpan.FromSeconds(1));
        // A write behind the early tick, so that the tick is known to be handled.
        (await store.CreateAsync("/later", Value("1"))).Revision.ShouldBe(2);
        (await WatchTests.NextAsync(watch)).ShouldBe(2);
        (await store.CreateAsync("/latest", Value("1"))).Revision.ShouldBe(3);
        (await WatchTests.NextAsync(watch)).ShouldBe(3);
        folder.Time.Advance(TimeSpan.FromSeconds(1));
        (await WatchTests.NextAsync(watch).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(4);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Key_WithTimeToLive_DeletesItselfAfterARestart(bool compacted)
    {
        using var folder = new StoreFixture();
        await using (var first = await folder.OpenAsync())
        {
            await first.CreateAsync("/gone", Value("1", TimeSpan.FromSeconds(10)));
            if (compacted)
                await first.CompactAsync(1);
        }

        await using var store = await folder.OpenAsync();
        using var watch = store.Watch("/", 1);
        folder.Time.Advance(TimeSpan.FromSeconds(9));
        (await store.GetAsync("/gone")).ShouldNotBeNull();
        folder.Time.Advance(TimeSpan.FromSeconds(1));
        (await WatchTests.NextAsync(watch)).ShouldBe(2);
    }
}
