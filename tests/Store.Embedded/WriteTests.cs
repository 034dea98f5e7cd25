using System.Text;
using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class WriteTests
{
    [Fact]
    public async Task Create_WithRevisionOffset_KeepsTheDigitsOfItsRevision()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        await store.CreateAsync("/a", Value("x"));
        var write = await store.CreateAsync("/b", new StoreValue("{\"rv\":\"\"}"u8.ToArray(), 7));
        write.Revision.ShouldBe(2);
        Text(write.Entry).ShouldBe("{\"rv\":\"2\"}");
        (await store.GetAsync("/b")).ShouldBeSameAs(write.Entry);
    }

    [Fact]
    public async Task Writes_AgainstAnotherRevision_AreRefusedWithWhatStands()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        var made = await store.CreateAsync("/a", Value("1"));
        (await store.CreateAsync("/a", Value("2"))).ShouldBe(new StoreWrite(StoreOutcome.Exists, 1, made.Entry));
        (await store.UpdateAsync("/b", Value("2"), 1)).ShouldBe(new StoreWrite(StoreOutcome.Missing, 1, null));
        (await store.UpdateAsync("/a", Value("2"), 7)).ShouldBe(new StoreWrite(StoreOutcome.Changed, 1, made.Entry));
        var updated = await store.UpdateAsync("/a", Value("2"), 1);
        updated.Entry!.CreateRevision.ShouldBe(1);
        (await store.DeleteAsync("/a", 1)).Outcome.ShouldBe(StoreOutcome.Changed);
        (await store.DeleteAsync("/a", 2)).ShouldBe(new StoreWrite(StoreOutcome.Done, 3, updated.Entry));
        (await store.GetAsync("/a")).ShouldBeNull();
        Text(await store.GetAsync("/a", 1)).ShouldBe("1");
    }

    [Fact]
    public async Task Update_ByManyAtOnce_EachRevisionIsReplacedOnce()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        await store.CreateAsync("/n", Value("0"));
        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Increment(store)));
        Text(await store.GetAsync("/n")).ShouldBe("640");
        store.CurrentRevision.ShouldBe(641);
    }

    [Fact]
    public async Task Write_WhenTheDiskIsFull_IsRefusedWhileDeletesGoOn()
    {
        using var folder = new StoreFixture();
        var files = new FaultyFiles();
        await using var store = await folder.OpenAsync(files: files);
        await store.CreateAsync("/a", Value("1"));
        files.FullIn = folder.Path;
        (await store.CreateAsync("/b", Value("1"))).Outcome.ShouldBe(StoreOutcome.NoSpace);
        (await store.DeleteAsync("/a", 1)).Outcome.ShouldBe(StoreOutcome.Done);
        (await store.CreateAsync("/b", Value("1"))).Outcome.ShouldBe(StoreOutcome.NoSpace);
        files.FullIn = null;
        (await store.CreateAsync("/b", Value("1"))).Revision.ShouldBe(3);
        store.Failure.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task Write_WhenTheSyncFails_StopsTheStore()
    {
        using var folder = new StoreFixture();
        var files = new FaultyFiles();
        await using var store = await folder.OpenAsync(files: files);
        using var watch = store.Watch("", 0);
        files.SyncFails = true;
        await Should.ThrowAsync<StoreFailedException>(async () => await store.CreateAsync("/a", Value("1")));
        (await store.Failure).ShouldBeOfType<IOException>();
        Should.Throw<StoreFailedException>(() => { _ = store.CreateAsync("/a", Value("1")).AsTask(); });
        (await watch.WaitAsync(default)).ShouldBeFalse();
        watch.End.ShouldBe(StoreWatchEnd.Closed);
        store.CurrentRevision.ShouldBe(0);
    }

    private static async Task Increment(EmbeddedStore store)
    {
        for (var done = 0; done < 20;)
        {
            var entry = (await store.GetAsync("/n"))!;
            var next = int.Parse(Encoding.UTF8.GetString(entry.Value.Span)) + 1;
            done += (await store.UpdateAsync("/n", Value($"{next}"), entry.Revision)).IsDone ? 1 : 0;
        }
    }
}
