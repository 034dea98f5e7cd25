using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class RecoveryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task Start_OnATailTornAtAnyByte_KeepsWhatWasBeforeIt(int room)
    {
        using var folder = new StoreFixture();
        await WriteAsync(folder, 3);
        var before = new FileInfo(folder.LastSegment).Length;
        await WriteAsync(folder, 1);
        var whole = await File.ReadAllBytesAsync(folder.LastSegment);
        whole.LongLength.ShouldBeGreaterThan(before);
        for (var length = before; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.LastSegment, [.. whole[..(int)length], .. new byte[room]]);
            await using (var store = await folder.OpenAsync())
            {
                store.CurrentRevision.ShouldBe(3);
                (await store.CreateAsync("/again", Value("1"))).Revision.ShouldBe(4);
            }

            await using var later = await folder.OpenAsync();
            later.CurrentRevision.ShouldBe(4);
        }
    }

    [Fact]
    public async Task Start_WhereTheBeginningOfTheLastBatchIsStillRoom_CutsTheBatchOff()
    {
        using var folder = new StoreFixture();
        await WriteAsync(folder, 3);
        var before = (int)new FileInfo(folder.LastSegment).Length;
        await WriteAsync(folder, 1);
        var whole = await File.ReadAllBytesAsync(folder.LastSegment);
        for (var missing = 1; missing < whole.Length - before; missing++)
        {
            await File.WriteAllBytesAsync(folder.LastSegment, [.. whole[..before], .. new byte[missing], .. whole[(before + missing)..], .. new byte[100]]);
            await using var store = await folder.OpenAsync();
            store.CurrentRevision.ShouldBe(3);
            (await store.CreateAsync("/again", Value("1"))).Revision.ShouldBe(4);
        }
    }

    [Fact]
    public async Task Log_OfARunningStore_HasRoomThatAStopGivesBack()
    {
        using var folder = new StoreFixture();
        long running;
        await using (var store = await folder.OpenAsync())
        {
            await store.CreateAsync("/a", Value("1"));
            running = new FileInfo(folder.LastSegment).Length;
            await store.CreateAsync("/b", Value("2"));
            new FileInfo(folder.LastSegment).Length.ShouldBe(running);
            using var killed = folder.Copy();
            await using var next = await killed.OpenAsync();
            next.CurrentRevision.ShouldBe(2);
            new FileInfo(killed.LastSegment).Length.ShouldBe(running);
        }

        new FileInfo(folder.LastSegment).Length.ShouldBeLessThan(running);
    }

    [Fact]
    public async Task Start_OnAnyFlippedBitBeforeTheLastBatch_RefusesNamingFileAndOffset()
    {
        using var folder = new StoreFixture();
        await WriteAsync(folder, 3);
        var durable = new FileInfo(folder.LastSegment).Length;
        await WriteAsync(folder, 1);
        var whole = await File.ReadAllBytesAsync(folder.LastSegment);
        for (var bit = 0; bit < durable * 8; bit += 5)
        {
            var damaged = (byte[])whole.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(folder.LastSegment, damaged);
            var refused = await Should.ThrowAsync<StoreCorruptException>(folder.OpenAsync());
            refused.File.ShouldBe(folder.LastSegment);
            refused.Offset.ShouldBeLessThanOrEqualTo(bit / 8);
            refused.Message.ShouldContain(folder.LastSegment);
        }
    }

    [Fact]
    public async Task Start_OnADamagedSnapshotOrAMissingSegment_Refuses()
    {
        using var folder = new StoreFixture();
        var config = new EmbeddedStoreConfig { Directory = folder.Path, SegmentBytes = 200 };
        await WriteAsync(folder, 20, config);
        Directory.GetFiles(folder.Path, "*.log").Length.ShouldBeGreaterThan(3);
        using var missing = folder.Copy();
        File.Delete(Directory.GetFiles(missing.Path, "*.log").Order(StringComparer.Ordinal).ElementAt(1));
        await Should.ThrowAsync<StoreCorruptException>(missing.OpenAsync(config));

        await using (var store = await folder.OpenAsync(config))
            await store.CompactAsync(15);
        var snapshot = Directory.GetFiles(folder.Path, "*.snapshot").ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(snapshot);
        bytes[^3] ^= 4;
        await File.WriteAllBytesAsync(snapshot, bytes);
        (await Should.ThrowAsync<StoreCorruptException>(folder.OpenAsync(config))).File.ShouldBe(snapshot);
    }

    [Fact]
    public async Task Start_OnAFolderInUse_IsRefused()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync();
        (await Should.ThrowAsync<IOException>(folder.OpenAsync())).Message.ShouldContain(folder.Path);
    }

    [Fact]
    public async Task Start_OnACopyTakenAtAnyMoment_HasEveryAcknowledgedWrite()
    {
        using var folder = new StoreFixture();
        var config = new EmbeddedStoreConfig { Directory = folder.Path, SegmentBytes = 4096 };
        await using var store = await folder.OpenAsync(config);
        var chance = new Random(20260101);
        var acknowledged = 0;
        var writer = Task.WhenAll(Enumerable.Range(0, 8).Select(async w =>
        {
            for (var n = 0; n < 60; n++)
            {
                (await store.CreateAsync($"/{w}/{n:D3}", Value(new string('v', chance.Next(200))))).IsDone.ShouldBeTrue();
                Interlocked.Increment(ref acknowledged);
            }
        }));
        do
        {
            var sure = Volatile.Read(ref acknowledged);
            using var copy = folder.Copy();
            await using var recovered = await copy.OpenAsync(config);
            (await recovered.CountAsync("/")).ShouldBeGreaterThanOrEqualTo(sure);
            await Task.Yield();
        }
        while (!writer.IsCompleted);
        await writer;
    }

    private static async Task WriteAsync(StoreFixture folder, int count, EmbeddedStoreConfig? config = null)
    {
        await using var store = await folder.OpenAsync(config);
        for (var n = 0; n < count; n++)
        {
            var key = $"/key/{store.CurrentRevision}";
            (await store.CreateAsync(key, Value("some value"))).Outcome.ShouldBe(StoreOutcome.Done);
        }
    }
}
