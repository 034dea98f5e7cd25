using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class ToolTests
{
    private static readonly EmbeddedStoreConfig Small = new() { Directory = "", SegmentBytes = 300 };

    [Fact]
    public async Task Backup_OfARunningStore_HasAllThatWasAcknowledgedAndNothingElse()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync(Small);
        await WriteAsync(store, 0, 20);
        await store.CompactAsync(12);
        var file = Path.Combine(folder.Path, "copy.backup");
        var made = new StoreFolder(folder.Path, folder.Time).CreateBackup(file);
        await WriteAsync(store, 20, 5);
        made.ShouldBe(new BackupSummary(20, 20, new FileInfo(file).Length));
        StoreFolder.VerifyBackup(file).ShouldBe(made);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        Should.Throw<StoreCorruptException>(() => StoreFolder.VerifyBackup(file)).File.ShouldBe(file);
    }

    [Fact]
    public async Task Restore_OfAnOlderState_SendsHoldersOfNewerRevisionsToListAnew()
    {
        using var folder = new StoreFixture();
        var file = Path.Combine(folder.Path, "copy.backup");
        long known;
        await using (var store = await folder.OpenAsync(Small))
        {
            await WriteAsync(store, 0, 10);
            new StoreFolder(folder.Path, folder.Time).CreateBackup(file);
            await WriteAsync(store, 10, 10);
            await store.DeleteAsync("/0003", 4);
            known = store.CurrentRevision;
            Should.Throw<IOException>(() => new StoreFolder(folder.Path, folder.Time).Restore(file)).Message.ShouldContain("stop its server first");
        }

        var (restored, replaced) = new StoreFolder(folder.Path, folder.Time).Restore(file);
        Directory.GetFiles(replaced!).ShouldNotBeEmpty();
        for (var start = 0; start < 2; start++)
        {
            await using var store = await folder.OpenAsync(Small);
            store.CurrentRevision.ShouldBe(restored.Revision + start);
            Should.Throw<RevisionCompactedException>(() => store.Watch("/", known));
            (await store.ListAsync(new StoreRange("/0"))).Entries.Select(entry => entry.Key).ShouldBe(Enumerable.Range(0, 10).Select(n => $"/{n:D4}"));
            (await store.UpdateAsync("/0003", Value("again"), start == 0 ? 4 : restored.Revision + 1)).Revision.ShouldBe(restored.Revision + 1 + start);
        }
    }

    [Fact]
    public async Task Restore_InterruptedBeforeTheOldFilesWentAside_IsStillThatBackup()
    {
        using var folder = new StoreFixture();
        var file = Path.Combine(folder.Path, "copy.backup");
        await using (var store = await folder.OpenAsync(Small))
        {
            await WriteAsync(store, 0, 10);
            new StoreFolder(folder.Path, folder.Time).CreateBackup(file);
            await WriteAsync(store, 10, 10);
        }

        var (restored, replaced) = new StoreFolder(folder.Path, folder.Time).Restore(file);
        foreach (var old in Directory.GetFiles(replaced!))
            File.Move(old, Path.Combine(folder.Path, Path.GetFileName(old)));
        for (var start = 0; start < 2; start++)
        {
            await using var store = await folder.OpenAsync(Small);
            (await store.CountAsync("/0")).ShouldBe(10 + start);
            (await store.CreateAsync($"/0-{start}", Value("1"))).Revision.ShouldBe(restored.Revision + 1 + start);
        }
    }

    [Fact]
    public async Task Restore_OfTheSameBackupOnANewDisk_GoesAboveTheFirstRestore()
    {
        using var first = new StoreFixture();
        using var second = new StoreFixture();
        var file = Path.Combine(first.Path, "copy.backup");
        await using (var store = await first.OpenAsync(Small))
            await WriteAsync(store, 0, 10);
        new StoreFolder(first.Path, first.Time).CreateBackup(file);
        var restored = new StoreFolder(first.Path, first.Time).Restore(file).Restored;

        second.Time.Advance(TimeSpan.FromMinutes(1));
        new StoreFolder(second.Path, second.Time).Restore(file).Restored.Revision.ShouldBeGreaterThan(restored.Revision + 100_000);
    }

    [Theory]
    [InlineData("*11.log")]
    [InlineData("*10.snapshot")]
    public async Task Repair_OfADamagedFile_KeepsEveryOtherRecord(string file)
    {
        using var folder = new StoreFixture();
        await using (var store = await folder.OpenAsync(Small))
        {
            await WriteAsync(store, 0, 10);
            await store.CompactAsync(10);
            await WriteAsync(store, 10, 10);
        }

        var damaged = Directory.GetFiles(folder.Path, file).ShouldHaveSingleItem();
        var bytes = await File.ReadAllBytesAsync(damaged);
        bytes[40] ^= 1;
        await File.WriteAllBytesAsync(damaged, bytes);
        Should.Throw<StoreCorruptException>(() => new StoreFolder(folder.Path, folder.Time).Verify()).File.ShouldBe(damaged);

        var repaired = new StoreFolder(folder.Path, folder.Time).Repair();
        repaired.DamagedFiles.ShouldBe([damaged]);
        repaired.Keys.ShouldBe(19);
        new StoreFolder(folder.Path, folder.Time).Verify().Keys.ShouldBe(19);
        await using var mended = await folder.OpenAsync(Small);
        (await mended.CountAsync("/")).ShouldBe(19);
        (await mended.CreateAsync("/after", Value("1"))).Revision.ShouldBe(repaired.Revision + 1);
    }

    [Fact]
    public async Task Take_OfWhatStoodInAnotherStore_KeepsValuesAndDeadlinesAboveBothRevisions()
    {
        using var folder = new StoreFixture();
        using var other = new StoreFixture();
        await using (var store = await folder.OpenAsync(Small))
        {
            await WriteAsync(store, 0, 3);
            await store.CreateAsync("/short", Value("1", TimeSpan.FromSeconds(10)));
            Should.Throw<IOException>(() => new StoreFolder(folder.Path, folder.Time).Contents()).Message.ShouldContain("stop its server first");
        }

        await using (var store = await other.OpenAsync(Small))
            await WriteAsync(store, 0, 9);
        var contents = new StoreFolder(folder.Path, folder.Time).Contents();
        var (made, replaced) = new StoreFolder(other.Path, other.Time).Take(contents);
        made.Revision.ShouldBeGreaterThan(9);
        Directory.GetFiles(replaced!).ShouldNotBeEmpty();
        await using var taken = await other.OpenAsync(Small);
        (await taken.ListAsync(new StoreRange("/"))).Entries.Select(entry => entry.Key).ShouldBe(["/0000", "/0001", "/0002", "/short"]);
        using var watch = taken.Watch("/short", taken.CurrentRevision);
        other.Time.Advance(TimeSpan.FromSeconds(11));
        (await WatchTests.NextAsync(watch)).ShouldBe(made.Revision + 1);
    }

    [Fact]
    public async Task Backup_OfWhatStoodInAnotherStore_HasItsValuesAndDeadlines()
    {
        using var folder = new StoreFixture();
        await using (var store = await folder.OpenAsync(Small))
        {
            await WriteAsync(store, 0, 3);
            await store.CreateAsync("/short", Value("1", TimeSpan.FromSeconds(10)));
        }

        var contents = new StoreFolder(folder.Path, folder.Time).Contents();
        var file = Path.Combine(folder.Path, "copy.backup");
        StoreFolder.CreateBackup(file, contents).ShouldBe(StoreFolder.VerifyBackup(file));
        var read = StoreFolder.ReadBackup(file);
        read.Revision.ShouldBe(contents.Revision);
        read.Deadlines.ShouldBe(contents.Deadlines);
        read.Entries.Select(Shown).ShouldBe(contents.Entries.Select(Shown));

        static (string, long, string) Shown(StoreEntry entry) => (entry.Key, entry.Revision, Convert.ToHexString(entry.Value.Span));
    }

    [Fact]
    public async Task Metrics_AfterACompaction_SayHowFarItIsBehind()
    {
        using var folder = new StoreFixture();
        await using var store = await folder.OpenAsync(Small with { HistoryRevisions = 5 });
        await WriteAsync(store, 0, 9);
        store.MetricsText().ShouldContain("timonier_store_revision 9\n");
        store.MetricsText().ShouldContain("timonier_store_compacted_revision 4\n");
        await store.CompactAsync(9);
        store.MetricsText().ShouldContain("timonier_store_compaction_lag_revisions 0\n");
    }

    private static async Task WriteAsync(EmbeddedStore store, int from, int count)
    {
        for (var n = from; n < from + count; n++)
            (await store.CreateAsync($"/{n:D4}", Value("some value"))).Outcome.ShouldBe(StoreOutcome.Done);
    }
}
