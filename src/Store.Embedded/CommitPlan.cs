using Timonier.Contracts.Store;

namespace Timonier.Store.Embedded;

internal enum DiskRoom { ForAll, ForDeletes, ForNothing }

/// <summary>
/// What a batch will do, worked out on an index of its own, so that each compare sees the writes before it and
/// nothing has happened yet if the disk refuses.
/// </summary>
internal sealed class CommitPlan(StoreSnapshot from, long now, LogBuffer records, DiskRoom room, Func<long, long> deadlineOf)
{
    public KeyIndex Keys { get; private set; } = from.Keys;

    public List<StoreEvent> Events { get; } = [];

    public List<(PendingWrite Write, StoreWrite Answer)> Answers { get; } = [];

    public List<(long Revision, string Key, long Deadline)> Deadlines { get; } = [];

    private long Revision => from.Revision + Events.Count;

    public void Add(PendingWrite write)
    {
        var standing = Keys.Find(write.Key);
        var refused = Refusal(write, standing);
        if (refused is { } outcome)
            Answers.Add((write, new StoreWrite(outcome, Revision, standing)));
        else if (write.Kind == PendingKind.Delete)
            Answers.Add((write, new StoreWrite(StoreOutcome.Done, Revision + 1, Delete(standing!))));
        else
            Answers.Add((write, new StoreWrite(StoreOutcome.Done, Revision + 1, Put(write, standing))));
    }

    /// <summary>Removes the key if what expires still stands; false when the disk has no room even for that.</summary>
    public bool Expire(string key, long revision)
    {
        if (Keys.Find(key) is not { } standing || standing.Revision != revision)
            return true;
        if (room == DiskRoom.ForNothing)
            return false;
        Delete(standing);
        return true;
    }

    private StoreOutcome? Refusal(PendingWrite write, StoreEntry? standing)
    {
        if (write.Kind == PendingKind.Create && standing is not null)
            return StoreOutcome.Exists;
        if (write.Kind != PendingKind.Create && standing is null)
            return StoreOutcome.Missing;
        if (write.Kind != PendingKind.Create && standing!.Revision != write.Expected)
            return StoreOutcome.Changed;
        return room == DiskRoom.ForNothing || (room == DiskRoom.ForDeletes && write.IsPut) ? StoreOutcome.NoSpace : null;
    }

    private StoreEntry Put(PendingWrite write, StoreEntry? standing)
    {
        var revision = Revision + 1;
        var entry = new StoreEntry(write.Key, RevisionDigits.Insert(write.Value, revision), revision, standing?.CreateRevision ?? revision);
        var deadline = DeadlineOf(write.Value, standing);
        new LogRecord(revision, false, Events.Count == 0, now, deadline, entry.Key, entry.Value).WriteTo(records);
        if (deadline > 0)
            Deadlines.Add((revision, entry.Key, deadline));
        Keys = Keys.Set(entry);
        Events.Add(new StoreEvent(standing is null ? StoreEventKind.Created : StoreEventKind.Updated, revision, entry, standing));
        return entry;
    }

    private long DeadlineOf(StoreValue value, StoreEntry? standing)
    {
        if (value.TimeToLive is { } life) return now + Math.Max(1, (long)life.TotalMilliseconds);
        if (!value.KeepsEnd || standing is null) return 0;
        // What stands may have been written by this very batch.
        return Deadlines.Find(d => d.Revision == standing.Revision) is { Deadline: > 0 } fresh ? fresh.Deadline : deadlineOf(standing.Revision);
    }

    private StoreEntry Delete(StoreEntry standing)
    {
        var revision = Revision + 1;
        new LogRecord(revision, true, Events.Count == 0, now, 0, standing.Key, default).WriteTo(records);
        Keys = Keys.Remove(standing.Key);
        Events.Add(new StoreEvent(StoreEventKind.Deleted, revision, standing, standing));
        return standing;
    }
}
