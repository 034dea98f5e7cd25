using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded.Tests.Simulation;

internal sealed partial class CrashRun
{
    private readonly SortedDictionary<string, (string Text, long Revision)> live = new(StringComparer.Ordinal);
    private long lastChecked;

    private async Task CheckAsync(EmbeddedStore store)
    {
        var current = store.CurrentRevision;
        var promised = acknowledged.Keys.Concat(seen.Keys).Append(lastChecked).Max();
        current.ShouldBeGreaterThanOrEqualTo(promised, "nothing acknowledged or seen is lost");

        // 1. Revision by revision: what the log says, what writers were told, what watchers saw.
        var kept = ReadHistory(store);
        for (var revision = lastChecked + 1; revision <= current; revision++)
        {
            var told = acknowledged.GetValueOrDefault(revision) ?? seen.GetValueOrDefault(revision);
            var found = kept.GetValueOrDefault(revision);
            if (told is not null && found is not null)
                found.ShouldBe(told, $"revision {revision} is another than it was");
            if (seen.TryGetValue(revision, out var watched))
                watched.ShouldBe(told);
            if (told is null)
                CheckNews(revision, found);
            Apply(revision, (found ?? told)!);
        }

        // 2. The sum of it.
        (await ShownAsync(store, 0)).ShouldBe(live.Select(pair => $"{pair.Key}={pair.Value.Text}@{pair.Value.Revision}").Order(StringComparer.Ordinal));
        lastChecked = current;
        acknowledged.Clear();
        seen.Clear();
        inDoubt.Clear();
    }

    /// <summary>What nobody was told of is a write that was under way, or a key whose time had come.</summary>
    private void CheckNews(long revision, Change? found)
    {
        found.ShouldNotBeNull($"revision {revision} was given up before anybody knew of it");
        var wasUnderWay = inDoubt.Remove(found);
        var hasExpired = found.Text is null && live.TryGetValue(found.Key, out var standing) && mortal.Contains(standing.Text);
        (wasUnderWay || hasExpired).ShouldBeTrue($"revision {revision} is invented: {found}");
    }

    private static Dictionary<long, Change> ReadHistory(EmbeddedStore store)
    {
        var kept = new Dictionary<long, Change>();
        var revision = store.CompactedRevision;
        using var watch = store.Watch("", revision);
        while (watch.TryRead(out var next))
        {
            next.Revision.ShouldBe(++revision);
            kept.Add(next.Revision, Change.Of(next));
        }

        revision.ShouldBe(store.CurrentRevision);
        return kept;
    }

    private void Apply(long revision, Change change)
    {
        if (change.Text is null)
            live.Remove(change.Key).ShouldBeTrue($"revision {revision} deletes {change.Key}, which was not there");
        else
            live[change.Key] = (change.Text, revision);
    }

    private static async Task<IEnumerable<string>> ShownAsync(EmbeddedStore store, long revision)
    {
        // The revision before the first kept one cannot be asked for; at the store's own end it is the present.
        var page = await store.ListAsync(new StoreRange("", Revision: revision == store.CurrentRevision ? 0 : revision));
        return page.Entries.Select(entry => $"{entry.Key}={Encoding.UTF8.GetString(entry.Value.Span)}@{entry.Revision}").Order(StringComparer.Ordinal);
    }
}
