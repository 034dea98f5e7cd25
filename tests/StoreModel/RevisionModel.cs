using System.Collections.Immutable;
using System.Text;
using Timonier.Contracts.Store;

namespace Timonier.Tests.StoreModel;

/// <summary>What a store is: a dictionary for each revision, and the events that lead from one to the next.</summary>
public sealed class RevisionModel
{
    private static readonly ImmutableSortedDictionary<string, ModelEntry> Nothing =
        ImmutableSortedDictionary.Create<string, ModelEntry>(Comparer<string>.Create(CompareUtf8));

    private readonly List<(long Revision, ImmutableSortedDictionary<string, ModelEntry> Keys)> states = [];
    private readonly List<ModelEvent> events = [];

    /// <param name="revision">Where the store stood when it was still empty.</param>
    public RevisionModel(long revision) => states.Add((revision, Nothing));

    public long Revision => states[^1].Revision;

    public ImmutableSortedDictionary<string, ModelEntry> Now => states[^1].Keys;

    public ImmutableSortedDictionary<string, ModelEntry> At(long revision) => states.FindLast(state => state.Revision <= revision).Keys;

    public IEnumerable<ModelEvent> EventsAfter(long revision, string prefix) =>
        events.Where(next => next.Revision > revision && next.Entry.Key.StartsWith(prefix, StringComparison.Ordinal));

    public void Put(string key, string text, long revision, long deadline)
    {
        var standing = Now.GetValueOrDefault(key);
        var entry = new ModelEntry(key, text, revision, standing?.CreateRevision ?? revision, deadline);
        Add(new ModelEvent(standing is null ? StoreEventKind.Created : StoreEventKind.Updated, revision, entry, standing), Now.SetItem(key, entry));
    }

    public void Delete(string key, long revision)
    {
        var standing = Now[key];
        Add(new ModelEvent(StoreEventKind.Deleted, revision, standing, standing), Now.Remove(key));
    }

    private void Add(ModelEvent next, ImmutableSortedDictionary<string, ModelEntry> keys)
    {
        next.Revision.ShouldBeGreaterThan(Revision, "every write has a revision above all before it");
        events.Add(next);
        states.Add((next.Revision, keys));
    }

    private static int CompareUtf8(string left, string right) => Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(right));
}
