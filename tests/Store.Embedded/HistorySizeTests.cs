using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class HistorySizeTests
{
    [Fact]
    public async Task History_LargerThanItMayBe_GivesUpItsOldestRevisions()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync(new EmbeddedStoreConfig { Directory = folder.Path, HistoryBytes = 1000 });
        for (var n = 1; n <= 10; n++)
            await store.CreateAsync($"/a{n}", Value(new string('x', 300)));
        store.CompactedRevision.ShouldBe(7);
        await store.DeleteAsync("/a1", 1);
        store.CompactedRevision.ShouldBe(7, "a deletion has no value of its own");
        (await store.ListAsync(new StoreRange("/", Revision: 8))).Entries.Count.ShouldBe(8);
    }

    [Fact]
    public async Task WhatReadersMadeOfAValue_OnceItIsLongSuperseded_IsForgotten()
    {
        await using var store = new MemoryStore(TimeProvider.System);
        await store.StartAsync(default);
        var standing = (await store.CreateAsync("/standing", Value("1"))).Entry!;
        var superseded = (await store.CreateAsync("/a", Value("1"))).Entry!;
        standing.Decoded = superseded.Decoded = "what it says";
        using var watch = store.Watch("/a", 1);
        (await watch.WaitAsync(default)).ShouldBeTrue();
        watch.TryRead(out var news).ShouldBeTrue();
        news!.Encoded = "what watchers are sent";
        for (var revision = 2; revision < 3000; revision++)
            await store.UpdateAsync("/a", Value("2"), revision);
        superseded.Decoded.ShouldBeNull();
        news.Encoded.ShouldBeNull();
        standing.Decoded.ShouldBe("what it says");
    }
}
