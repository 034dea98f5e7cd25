using System.Globalization;
using System.Runtime.CompilerServices;
using Timonier.Api.CustomResources;
using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Watches;

/// <summary>Watches of any kind: every event once, in order, from any revision that is still kept.</summary>
internal sealed class ObjectWatch(KindStores stores, TimeProvider time, IIdSource ids, TimeSpan leastLife)
{
    private static readonly TimeSpan BookmarkEvery = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with the options; null when the watch may begin.</summary>
    public static Status? Refusal(Kind kind, ListOptions options)
    {
        if (SelectableFields.Refusal(kind, options.Fields) is { } refusal) return Status.BadRequest(refusal);
        if (OptionChecks.OfWatch(options) is { } senseless) return senseless;
        return options.ResourceVersion.Length == 0 ? null : ObjectReader.Revision(options.ResourceVersion, out _);
    }

    public async IAsyncEnumerable<WatchFrame> RunAsync(Kind kind, string @namespace, ListOptions options, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // 1 the present state, where it is asked for
        var prefix = Keys.Prefix(kind, @namespace);
        var from = options.ResourceVersion.Length == 0 ? 0 : long.Parse(options.ResourceVersion, CultureInfo.InvariantCulture);
        if (options.SendInitialEvents == true && await ObjectReader.UnreachedAsync(stores, from, cancellation) is { } unreached)
        {
            yield return Error(unreached);
            yield break;
        }
        if (options.SendInitialEvents == true || (options.SendInitialEvents is null && from == 0))
        {
            var (page, unlisted) = await ListAsync(stores.For(kind), prefix, cancellation);
            if (page is null)
            {
                yield return unlisted!;
                yield break;
            }
            from = page.Revision;
            foreach (var entry in page.Entries)
            {
                var document = Stored.Read(entry);
                if (Selection.Includes(options, document)) yield return new WatchFrame(WatchEventType.Added, document);
            }
            if (options is { SendInitialEvents: true, AllowBookmarks: true }) yield return Bookmark(kind, from, endsInitialEvents: true);
        }
        else if (from == 0)
        {
            from = await stores.Plain.NewestRevisionAsync(cancellation);
        }

        // 2 everything behind it
        var (watch, failure) = Open(stores.For(kind), prefix, from);
        if (watch is null)
        {
            yield return failure!;
            yield break;
        }
        using var opened = watch;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var timer = options.IsInProcess ? null : time.CreateTimer(static state => Cancel((CancellationTokenSource)state!), ended, Lifetime(options), Timeout.InfiniteTimeSpan);
        var last = time.GetTimestamp();
        while (true)
        {
            while (Next(watch, out var change, out var unreadable))
            {
                if (unreadable is not null) yield return unreadable;
                else if (EventFrames.Of(change!).For(options) is { } frame) yield return frame;
            }
            if (options is { AllowBookmarks: true, IsInProcess: false } && time.GetElapsedTime(last) >= BookmarkEvery)
            {
                last = time.GetTimestamp();
                yield return Bookmark(kind, Math.Max(from, watch.Progress), endsInitialEvents: false);
            }
            switch (await WaitAsync(watch, options is { AllowBookmarks: true, IsInProcess: false }, ended.Token))
            {
                case Wake.Over when cancellation.IsCancellationRequested:
                    yield break;
                case Wake.Over:
                    if (watch.End == StoreWatchEnd.TooSlow) yield return Error(Status.Expired("too old resource version: the watch fell too far behind"));
                    else if (options.AllowBookmarks) yield return Bookmark(kind, Math.Max(from, watch.Progress), endsInitialEvents: false);
                    yield break;
                default:
                    break;
            }
        }
    }

    // What cannot be read is an event too: the last one, after which the reader lists anew.
    private static bool Next(IStoreWatch watch, out StoreEvent? change, out WatchFrame? unreadable)
    {
        unreadable = null;
        try
        {
            return watch.TryRead(out change);
        }
        catch (UnreadableValueException e)
        {
            (change, unreadable) = (null, Error(new Status(500, "StorageReadError", e.Message)));
            return true;
        }
    }

    private static async ValueTask<(StorePage? Page, WatchFrame? Failure)> ListAsync(IRevisionStore store, string prefix, CancellationToken cancellation)
    {
        try
        {
            return (await store.ListAsync(new StoreRange(prefix), cancellation), null);
        }
        catch (UnreadableValueException e)
        {
            return (null, Error(Status.InternalError(e.Message)));
        }
    }

    private enum Wake { Ready, Idle, Over }

    private async ValueTask<Wake> WaitAsync(IStoreWatch watch, bool bookmarks, CancellationToken cancellation)
    {
        using var idle = bookmarks ? CancellationTokenSource.CreateLinkedTokenSource(cancellation) : null;
        await using var timer = idle is null ? null : time.CreateTimer(static state => Cancel((CancellationTokenSource)state!), idle, BookmarkEvery, Timeout.InfiniteTimeSpan);
        try
        {
            return await watch.WaitAsync(idle?.Token ?? cancellation) ? Wake.Ready : Wake.Over;
        }
        catch (OperationCanceledException)
        {
            return cancellation.IsCancellationRequested ? Wake.Over : Wake.Idle;
        }
    }

    // A timer may still fire while its source is being disposed of; then there is nothing left to cancel.
    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return;
        }
    }

    private static (IStoreWatch? Watch, WatchFrame? Failure) Open(IRevisionStore store, string prefix, long from)
    {
        try
        {
            return (store.Watch(prefix, from), null);
        }
        catch (RevisionCompactedException e)
        {
            return (null, Error(Status.TooOldRevision(e.Asked, e.Compacted + 1)));
        }
    }

    // Upstream ends watches after 30 to 60 minutes, spread by chance so that they do not all come back at once.
    private TimeSpan Lifetime(ListOptions options) => options.TimeoutSeconds > 0
        ? TimeSpan.FromSeconds(options.TimeoutSeconds)
        : leastLife * (1 + ids.NextDouble());

    private static WatchFrame Error(Status status) => new(WatchEventType.Error, StatusText.Of(status));

    private static WatchFrame Bookmark(Kind kind, long revision, bool endsInitialEvents)
    {
        var metadata = new DraftObject { ["resourceVersion"] = revision.ToString(CultureInfo.InvariantCulture) };
        if (endsInitialEvents) metadata["annotations"] = new DraftObject { ["k8s.io/initial-events-end"] = "true" };
        return new WatchFrame(WatchEventType.Bookmark, new DraftObject { ["kind"] = kind.Name, ["apiVersion"] = kind.ApiVersion, ["metadata"] = metadata }.ToDocument());
    }
}
