using FsCheck;
using FsCheck.Fluent;
using Timonier.Contracts.Store;
using static Timonier.Store.Embedded.Tests.StoreFolder;

namespace Timonier.Store.Embedded.Tests;

/// <summary>Random histories against a dictionary per revision: reads, lists, watches, restarts, compactions.</summary>
public sealed class HistoryModelTests
{
    private static readonly string[] Prefixes = ["", "/", "/a", "/a/", "/b/", "/a/\uFFFD", "/zz"];
    private static readonly string[] Keys = ["/a", "/a/1", "/a/2", "/a/\U0001F600", "/a/\uFFFDx", "/b/1", "/b/10", "/b/2", "/c"];

    [Fact]
    public void Store_UnderAnyHistory_EqualsADictionaryPerRevision() =>
        Prop.ForAll(Gen.Choose(0, 999).ArrayOf(120).ToArbitrary(), steps =>
        {
            PlayAsync(steps).GetAwaiter().GetResult();
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    private static async Task PlayAsync(int[] steps)
    {
        using var folder = new StoreFolder();
        var config = new EmbeddedStoreConfig { Directory = folder.Path, SegmentBytes = 300, HistoryRevisions = 25 };
        var model = new List<SortedDictionary<string, (string Text, long Revision)>> { new(StringComparer.Ordinal) };
        var changed = new List<string> { "" };
        var store = await folder.OpenAsync(config);
        var (watch, seen) = (store.Watch("/a", 0), 0L);
        foreach (var step in steps)
        {
            var pick = step;
            var key = Keys[pick % Keys.Length];
            if (pick >= 960)
            {
                seen = await DrainAsync(watch, changed, seen);
                watch.Dispose();
                await store.DisposeAsync();
                store = await folder.OpenAsync(config);
                watch = store.Watch("/a", seen);
            }
            else if (pick >= 920)
            {
                seen = await DrainAsync(watch, changed, seen);
                await store.CompactAsync(Math.Max(store.CompactedRevision, store.CurrentRevision - (pick % 7)));
            }
            else
            {
                await WriteAsync(store, model, changed, key, pick);
                if (pick % 4 == 0 || store.CurrentRevision - seen > 15)
                    seen = await DrainAsync(watch, changed, seen);
            }

            await CompareAsync(store, model, pick);
        }

        await DrainAsync(watch, changed, seen);
        await store.DisposeAsync();
    }

    private static async Task WriteAsync(EmbeddedStore store, List<SortedDictionary<string, (string Text, long Revision)>> model, List<string> changed, string key, int pick)
    {
        var next = new SortedDictionary<string, (string Text, long Revision)>(model[^1], StringComparer.Ordinal);
        var revision = model.Count;
        var exists = next.TryGetValue(key, out var standing);
        var write = (pick % 3, exists) switch
        {
            (0, true) => await store.DeleteAsync(key, standing.Revision),
            (_, true) => await store.UpdateAsync(key, Value($"v{revision}"), standing.Revision),
            _ => await store.CreateAsync(key, Value($"v{revision}")),
        };
        write.ShouldSatisfyAllConditions(() => write.Outcome.ShouldBe(StoreOutcome.Done), () => write.Revision.ShouldBe(revision));
        if (pick % 3 == 0 && exists)
            next.Remove(key);
        else
            next[key] = ($"v{revision}", revision);
        model.Add(next);
        changed.Add(key);
    }

    private static async Task CompareAsync(EmbeddedStore store, List<SortedDictionary<string, (string Text, long Revision)>> model, int pick)
    {
        store.CurrentRevision.ShouldBe(model.Count - 1);
        var kept = store.CurrentRevision - store.CompactedRevision;
        var revision = kept == 0 ? 0 : store.CompactedRevision + 1 + (pick % kept);
        var prefix = Prefixes[pick % Prefixes.Length];
        var state = model[(int)(revision == 0 ? store.CurrentRevision : revision)];
        var expected = state.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(pair => System.Text.Encoding.UTF8.GetBytes(pair.Key), Comparer<byte[]>.Create((x, y) => x.AsSpan().SequenceCompareTo(y)))
            .Select(pair => $"{pair.Key}={pair.Value.Text}@{pair.Value.Revision}").ToArray();
        var found = new List<string>();
        var after = "";
        StorePage page;
        do
        {
            page = await store.ListAsync(new StoreRange(prefix, after, 1 + (pick % 3), revision));
            found.AddRange(page.Entries.Select(entry => $"{entry.Key}={Text(entry)}@{entry.Revision}"));
            page.Remaining.ShouldBe(expected.Length - found.Count);
            after = page.Entries.Count > 0 ? page.Entries[^1].Key : "";
        }
        while (page.Remaining > 0);
        found.ShouldBe(expected);
        (await store.CountAsync(prefix)).ShouldBe(model[^1].Keys.Count(key => key.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private static async Task<long> DrainAsync(IStoreWatch watch, List<string> changed, long seen)
    {
        for (var revision = seen + 1; revision < changed.Count; revision++)
        {
            if (changed[(int)revision].StartsWith("/a", StringComparison.Ordinal))
                (await WatchTests.NextAsync(watch)).ShouldBe(revision);
        }

        watch.TryRead(out _).ShouldBeFalse();
        watch.Progress.ShouldBe(changed.Count - 1);
        return watch.Progress;
    }
}
