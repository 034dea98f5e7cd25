using Timonier.Contracts.Store;

namespace Timonier.Store.History;

/// <summary>
/// The kept events, at most one per revision, from <see cref="Compacted"/> + 1 to <see cref="Last"/>. A value of
/// this type never changes for its readers: the one writer fills slots behind <see cref="Last"/> only.
/// </summary>
internal sealed class EventHistory
{
    private const int ChunkBits = 10;
    private const int ChunkLength = 1 << ChunkBits;

    // What readers made of an event they share while it is news; who comes later makes it anew, which is rare.
    private const int Fresh = 2048;

    private readonly Chunk[] chunks;
    private readonly long firstChunk;

    // Of the last revision that was given up: until the next one the state was that.
    private readonly long compactedTime;

    // Of the values in all kept events, each counted where it was written.
    private readonly long bytes;

    private EventHistory(Chunk[] chunks, long firstChunk, long compacted, long last, long compactedTime, long bytes)
    {
        this.chunks = chunks;
        this.firstChunk = firstChunk;
        this.compactedTime = compactedTime;
        this.bytes = bytes;
        Compacted = compacted;
        Last = last;
    }

    public long Compacted { get; }

    public long Last { get; }

    public static EventHistory StartingAfter(long revision) => new([], (revision + 1) >> ChunkBits, revision, revision, long.MaxValue, 0);

    /// <summary>Null where the revision was no write to a key of this store.</summary>
    public StoreEvent? this[long revision] => ChunkOf(revision).Events[revision & (ChunkLength - 1)];

    /// <param name="events">What follows <see cref="Last"/>, by rising revision.</param>
    /// <param name="time">When they were committed, in Unix milliseconds.</param>
    public EventHistory Append(IReadOnlyList<StoreEvent> events, long time)
    {
        var (all, last, size) = (chunks, Last, bytes);
        foreach (var next in events)
        {
            all = Reach(all, ref last, next.Revision, time);
            all[(next.Revision >> ChunkBits) - firstChunk].Events[next.Revision & (ChunkLength - 1)] = next;
            size += SizeOf(next);
        }

        var longer = new EventHistory(all, firstChunk, Compacted, last, compactedTime, size);
        for (var stale = Math.Max(Last - Fresh, Compacted) + 1; stale <= last - Fresh; stale++)
            ForgetDerived(longer[stale]);
        return longer;
    }

    /// <summary>Says that nothing happened up to that revision, and when that was known.</summary>
    public EventHistory AdvanceTo(long revision, long time)
    {
        var last = Last;
        return revision <= last ? this : new EventHistory(Reach(chunks, ref last, revision, time), firstChunk, Compacted, revision, compactedTime, bytes);
    }

    public EventHistory CompactTo(long revision)
    {
        if (revision <= Compacted)
            return this;

        var first = (revision + 1) >> ChunkBits;
        var dropped = (int)Math.Min(first - firstChunk, chunks.Length);
        var size = bytes;
        for (var gone = Compacted + 1; gone <= revision; gone++)
            size -= SizeOf(this[gone]);
        return new EventHistory(dropped == 0 ? chunks : chunks[dropped..], first, revision, Last, TimeOf(revision) ?? long.MaxValue, size);
    }

    /// <summary>The revision to compact to, so that at most so many revisions stay, their values have at most so many bytes, and none is from before that time.</summary>
    public long EdgeOf(int revisions, long size, long oldest)
    {
        var (edge, kept) = (Compacted, bytes);
        while (edge < Last && (edge < Last - revisions || kept > size || TimeOf(edge + 1) < oldest))
            kept -= SizeOf(this[++edge]);
        return edge;
    }

    /// <summary>When that revision was committed, in Unix milliseconds; null when it is not kept.</summary>
    public long? TimeOf(long revision) =>
        revision > Compacted && revision <= Last ? ChunkOf(revision).Times[revision & (ChunkLength - 1)] : null;

    /// <summary>The last revision that was not committed after that moment; null when it is given up, and that too long ago.</summary>
    public long? At(long moment)
    {
        var revision = Last;
        while (TimeOf(revision) > moment)
            revision--;
        return revision > Compacted || moment >= compactedTime ? revision : null;
    }

    /// <summary>The index as it was at that kept revision, as far as the prefix goes, by undoing what came later.</summary>
    public KeyIndex Rewind(KeyIndex keys, string prefix, long revision)
    {
        var then = new Dictionary<string, StoreEntry?>(StringComparer.Ordinal);
        for (var at = Last; at > revision; at--)
        {
            if (this[at] is { } undone && undone.Entry.Key.StartsWith(prefix, StringComparison.Ordinal))
                then[undone.Entry.Key] = undone.Previous;
        }

        foreach (var (key, entry) in then)
            keys = entry is null ? keys.Remove(key) : keys.Set(entry);
        return keys;
    }

    private Chunk[] Reach(Chunk[] all, ref long last, long revision, long time)
    {
        while (last < revision)
        {
            last++;
            var index = (last >> ChunkBits) - firstChunk;
            if (index == all.Length)
                all = [.. all, new Chunk()];
            all[index].Times[last & (ChunkLength - 1)] = time;
        }

        return all;
    }

    private static int SizeOf(StoreEvent? kept) => kept is null || kept.Kind == StoreEventKind.Deleted ? 0 : kept.Entry.Value.Length;

    /// <summary>Of what is superseded only the bytes are kept for long: its decoded form is as large again. What still stands is read all the time.</summary>
    private static void ForgetDerived(StoreEvent? old)
    {
        if (old is null)
            return;
        old.Encoded = null;
        if (old.Previous is { } superseded)
            superseded.Decoded = null;
    }

    private Chunk ChunkOf(long revision) => chunks[(revision >> ChunkBits) - firstChunk];

    private sealed class Chunk
    {
        public readonly StoreEvent?[] Events = new StoreEvent?[ChunkLength];
        public readonly long[] Times = new long[ChunkLength];
    }
}
