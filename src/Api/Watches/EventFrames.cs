using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Watches;

/// <summary>What one store event looks like to watchers; kept at the event, so that it is made once for all of them.</summary>
internal sealed class EventFrames(StoreEvent change)
{
    private WatchFrame? plain, entered, left;

    public static EventFrames Of(StoreEvent change)
    {
        if (change.Encoded is EventFrames frames) return frames;
        frames = new EventFrames(change);
        change.Encoded = frames;
        return frames;
    }

    /// <summary>The frame for a watcher with that selection; null when the event does not concern it.</summary>
    public WatchFrame? For(ListOptions options)
    {
        if (!options.Selects) return Plain;
        if (change.Kind == StoreEventKind.Deleted) return Selection.Includes(options, Stored.Read(change.Entry)) ? Plain : null;
        var now = Selection.Includes(options, Stored.Read(change.Entry));
        var before = change.Previous is { } previous && Selection.Includes(options, Stored.Read(previous));
        return (before, now) switch
        {
            (true, true) => Plain,
            (false, true) => change.Kind == StoreEventKind.Created ? Plain : entered ??= new WatchFrame(WatchEventType.Added, Stored.Read(change.Entry)),
            // To this watcher the object is gone: it sees it as it last was, under the revision at which it left.
            (true, false) => left ??= new WatchFrame(WatchEventType.Deleted, AtRevision(change.Previous!)),
            _ => null,
        };
    }

    private WatchFrame Plain => plain ??= change.Kind switch
    {
        StoreEventKind.Created => new WatchFrame(WatchEventType.Added, Stored.Read(change.Entry)),
        StoreEventKind.Updated => new WatchFrame(WatchEventType.Modified, Stored.Read(change.Entry)),
        _ => new WatchFrame(WatchEventType.Deleted, AtRevision(change.Entry)),
    };

    private Document AtRevision(StoreEntry entry) => Document.Parse(Stored.WithRevision(Stored.Read(entry), change.Revision));
}
