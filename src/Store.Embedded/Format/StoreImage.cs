using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

/// <summary>
/// What the files of a folder say, gathered in one pass: the newest value of each key, the newest events, the
/// deadlines. Made for speed: the ordered index is built once, at the end.
/// </summary>
internal sealed class StoreImage(int historyRevisions, long historyBytes = 0)
{
    private const int EventsAtOnce = 1024;

    private readonly Dictionary<string, (StoreEntry Entry, long Deadline)> keys = new(StringComparer.Ordinal);
    private readonly List<StoreEvent> unadded = [];
    private EventHistory history = EventHistory.StartingAfter(0);
    private long unaddedTime;

    public long Revision { get; private set; }

    public IEnumerable<StoreEntry> Live => keys.Values.Select(static live => live.Entry);

    /// <summary>Entries of a snapshot; <see cref="StartAt"/> follows.</summary>
    public void Load(StoreEntry entry, long deadline) => keys[entry.Key] = (entry, deadline);

    public void StartAt(long revision)
    {
        Revision = revision;
        history = EventHistory.StartingAfter(revision);
    }

    /// <summary>False when it deletes what is not there.</summary>
    public bool Apply(in LogRecord record)
    {
        var standing = keys.GetValueOrDefault(record.Key).Entry;
        if (record.IsDelete)
        {
            if (standing is null)
                return false;
            keys.Remove(record.Key);
            Add(new StoreEvent(StoreEventKind.Deleted, record.Revision, standing, standing), record.Time);
            return true;
        }

        var entry = new StoreEntry(record.Key, record.Value, record.Revision, standing?.CreateRevision ?? record.Revision);
        keys[record.Key] = (entry, record.Deadline);
        Add(new StoreEvent(standing is null ? StoreEventKind.Created : StoreEventKind.Updated, record.Revision, entry, standing), record.Time);
        return true;
    }

    public IEnumerable<Expiry> Deadlines() =>
        keys.Values.Where(static live => live.Deadline > 0).Select(static live => new Expiry(live.Entry.Key, live.Entry.Revision, live.Deadline));

    /// <summary>The deadline of what was written at a revision, 0 for none.</summary>
    public Func<long, long> DeadlineOf()
    {
        var deadlines = Deadlines().ToDictionary(static expiry => expiry.Revision, static expiry => expiry.Deadline);
        return revision => deadlines.GetValueOrDefault(revision);
    }

    public StoreSnapshot ToSnapshot()
    {
        AddEvents();
        return new StoreSnapshot(ToIndex(), history);
    }

    public KeyIndex ToIndex()
    {
        var entries = new StoreEntry[keys.Count];
        var at = 0;
        foreach (var live in keys.Values)
            entries[at++] = live.Entry;
        Array.Sort(entries, static (left, right) => Utf8Order.Compare(left.Key, right.Key));
        return KeyIndex.Of(entries);
    }

    private void Add(StoreEvent next, long time)
    {
        if (time != unaddedTime || unadded.Count == EventsAtOnce)
            AddEvents();
        unaddedTime = time;
        unadded.Add(next);
        Revision = next.Revision;
    }

    private void AddEvents()
    {
        history = history.Append(unadded, unaddedTime);
        // A long log must not all be in memory on the way to its newest part.
        history = history.CompactTo(history.EdgeOf(historyRevisions, historyBytes, 0));
        unadded.Clear();
    }
}
