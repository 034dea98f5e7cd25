using System.Collections.Immutable;
using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

public sealed partial class HistoryPlay
{
    private async Task CompareNowAsync(int chance)
    {
        var prefix = Prefixes[chance % Prefixes.Length];
        var page = await Store.ListAsync(new StoreRange(prefix));
        page.Entries.Select(Shown).ShouldBe(Expected(model.Now, prefix));
        page.Revision.ShouldBeGreaterThanOrEqualTo(model.Revision);
        Store.CurrentRevision.ShouldBeGreaterThanOrEqualTo(model.Revision);
        (await Store.CountAsync(prefix)).ShouldBe(page.Entries.Count);
    }

    private async Task ComparePastAsync(int chance)
    {
        var key = Keys[chance % Keys.Length];
        var kept = model.Revision - Store.CompactedRevision;
        if (chance % 5 == 0 && Store.CompactedRevision > 0)
        {
            await Should.ThrowAsync<RevisionCompactedException>(async () => await Store.GetAsync(key, Store.CompactedRevision));
            await Should.ThrowAsync<RevisionCompactedException>(async () => await Store.ListAsync(new StoreRange(Root, Revision: Store.CompactedRevision)));
        }

        if (kept <= 0)
            return;
        var revision = Store.CompactedRevision + 1 + (chance % kept);
        var found = await Store.GetAsync(key, revision);
        (found is null ? null : Shown(found)).ShouldBe(model.At(revision).GetValueOrDefault(key)?.ToString());
        var prefix = Prefixes[chance % Prefixes.Length];
        var page = await Store.ListAsync(new StoreRange(prefix, Revision: revision));
        page.Entries.Select(Shown).ShouldBe(Expected(model.At(revision), prefix));
        page.Revision.ShouldBe(revision);
    }

    /// <summary>Pages of one revision while others write: all from that revision, or refused when it is given up meanwhile.</summary>
    private async Task ComparePagesAsync(int chance)
    {
        var prefix = Prefixes[chance % Prefixes.Length];
        var limit = 1 + (chance % 3);
        var page = await Store.ListAsync(new StoreRange(prefix, Limit: limit));
        var expected = Expected(model.At(page.Revision), prefix);
        var found = page.Entries.Select(Shown).ToList();
        while (page.Remaining > 0)
        {
            page.Remaining.ShouldBe(expected.Count - found.Count);
            await WriteAsync(chance + found.Count);
            var next = new StoreRange(prefix, page.Entries[^1].Key, limit, page.Revision);
            if (page.Revision <= Store.CompactedRevision)
            {
                await Should.ThrowAsync<RevisionCompactedException>(async () => await Store.ListAsync(next));
                return;
            }

            page = await Store.ListAsync(next);
            found.AddRange(page.Entries.Select(Shown));
        }

        found.ShouldBe(expected);
    }

    private static List<string> Expected(ImmutableSortedDictionary<string, ModelEntry> state, string prefix) =>
        [.. state.Values.Where(entry => entry.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(entry => entry.ToString())];
}
