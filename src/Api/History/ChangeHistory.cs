using System.Globalization;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Api.Versions;
using Timonier.Api.Watches;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.History;

/// <summary>
/// What happened, told from the kept events: of one object every version, of many objects for each that changed how it
/// was before and how it is now. Whoever may read the objects now may read what they were.
/// </summary>
internal sealed class ChangeHistory(KindStores stores)
{
    public const string Path = "/timonier/history";

    private const string NotKept = "The history that is kept does not reach back that far.";

    public static bool Answers(string path) => path == Path || path.StartsWith(Path + "/", StringComparison.Ordinal);

    /// <summary>How far the history reaches, and the revision at the moment that is asked for.</summary>
    public async ValueTask<ApiAnswer> ReachAsync(HistoryStart asked, CancellationToken cancellation)
    {
        var newest = await stores.Plain.NewestRevisionAsync(cancellation);
        try
        {
            var reach = Reach(newest);
            if (asked.Moment is not null) reach["revision"] = Text(asked.In(stores.Plain));
            return ApiAnswer.Of(reach.ToDocument());
        }
        catch (RevisionCompactedException)
        {
            return Status.Expired(NotKept);
        }
    }

    /// <param name="storage">The kind as it is stored, where the call speaks of it in another version.</param>
    public async ValueTask<ApiAnswer> ChangesAsync(ApiCall call, Kind storage, HistoryStart start, CancellationToken cancellation)
    {
        var newest = await stores.Plain.NewestRevisionAsync(cancellation);
        var key = Keys.Of(storage, call.Namespace, call.Name);
        try
        {
            using var watch = stores.For(storage).Watch(key, start.In(stores.Plain));
            var changes = new List<StoreEvent>();
            while (await ReadAsync(watch, newest, cancellation) is { } change)
                if (call.Name.Length == 0 || change.Entry.Key == key) changes.Add(change);
            if (watch.End == StoreWatchEnd.TooSlow) return Status.Expired(NotKept);
            var items = call.Name.Length > 0
                ? changes.Select((change, at) => Item(call.Kind, change, at == 0 ? change : null))
                : changes.GroupBy(change => change.Entry.Key, StringComparer.Ordinal).Select(ofOne => Item(call.Kind, ofOne.Last(), ofOne.First()));
            var told = Reach(newest);
            told["items"] = new DraftArray(items);
            return ApiAnswer.Of(told.ToDocument());
        }
        catch (RevisionCompactedException)
        {
            return Status.Expired(NotKept);
        }
    }

    // Values that are encrypted at rest may take a moment to open, so having nothing to read is not yet the end.
    private static async ValueTask<StoreEvent?> ReadAsync(IStoreWatch watch, long newest, CancellationToken cancellation)
    {
        while (true)
        {
            if (watch.TryRead(out var next)) return next.Revision <= newest ? next : null;
            if (watch.Progress >= newest || !await watch.WaitAsync(cancellation)) return null;
        }
    }

    /// <param name="first">The change before which nothing is told of the object; null when that is told already.</param>
    private DraftObject Item(Kind kind, StoreEvent change, StoreEvent? first)
    {
        var isNew = (first ?? change).Kind == StoreEventKind.Created;
        var item = new DraftObject
        {
            ["type"] = change.Kind == StoreEventKind.Deleted ? "DELETED" : isNew ? "ADDED" : "MODIFIED",
            ["revision"] = Text(change.Revision),
            ["object"] = Shown(kind, change),
        };
        if (stores.Plain.TimeOf(change.Revision) is { } time) item["time"] = time;
        if (first?.Previous is { } before) item["before"] = Shown(kind, new StoreEvent(StoreEventKind.Updated, before.Revision, before, null));
        return item;
    }

    private static Draft Shown(Kind kind, StoreEvent change)
    {
        var frame = EventFrames.Of(change).For(ListOptions.All)!;
        return DraftObject.Over((kind.StoredAs is null ? frame : ConvertedCalls.Converted(kind, frame)).Document);
    }

    private DraftObject Reach(long newest) => new() { ["oldest"] = Text(stores.Plain.CompactedRevision + 1), ["newest"] = Text(newest) };

    private static string Text(long revision) => revision.ToString(CultureInfo.InvariantCulture);
}
