using System.Buffers.Binary;
using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFixture;

namespace Timonier.Store.Embedded.Tests;

public sealed class FormatTests
{
    /// <summary>The folder in Format1 was written byte for byte as version 1 lays it out; every later version must read it.</summary>
    [Fact]
    public async Task Start_OnAFolderOfVersion1_FindsAllThatIsInIt()
    {
        using var folder = new StoreFixture();
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Format1")))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        await using var store = await folder.OpenAsync();
        store.CurrentRevision.ShouldBe(6);
        store.CompactedRevision.ShouldBe(3);
        var page = await store.ListAsync(new StoreRange("/"));
        page.Entries.Select(entry => $"{entry.Key} {Text(entry)} {entry.Revision} {entry.CreateRevision}")
            .ShouldBe(["/a {\"n\":3} 3 1", "/c {\"n\":4} 4 4", "/d {\"n\":6} 6 6"]);
        Text(await store.GetAsync("/b", 4)).ShouldBe("{\"n\":2}");
        folder.Time.Advance(DateTimeOffset.FromUnixTimeMilliseconds(4_102_444_800_000) - folder.Time.GetUtcNow());
        (await store.CreateAsync("/e", Value("1"))).Outcome.ShouldBe(StoreOutcome.Done);
        (await store.GetAsync("/d")).ShouldBeNull("its time is over");
    }

    [Fact]
    public async Task Start_OnAFolderOfALaterVersion_SaysSo()
    {
        using var folder = new StoreFixture();
        await using (var store = await folder.OpenAsync())
            await store.CreateAsync("/a", Value("1"));
        var bytes = await File.ReadAllBytesAsync(folder.LastSegment);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), 2);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(20), Crc32C.Of(bytes.AsSpan(0, 20)));
        await File.WriteAllBytesAsync(folder.LastSegment, bytes);
        (await Should.ThrowAsync<StoreVersionException>(folder.OpenAsync())).Message.ShouldContain("format version 2");
    }

    [Fact]
    public async Task Start_BesideAFileThatSomebodyRenamed_NamesIt()
    {
        using var folder = new StoreFixture();
        await using (var store = await folder.OpenAsync())
            await store.CreateAsync("/a", Value("1"));
        File.Move(folder.LastSegment, Path.Combine(folder.Path, "old.log"));
        (await Should.ThrowAsync<StoreCorruptException>(folder.OpenAsync())).File.ShouldEndWith("old.log");
    }
}
