using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Informers;

internal sealed partial class Informer
{
    private const string InitialEventsEnd = "k8s.io/initial-events-end";
    private const int PageSize = 500;

    // A server that ends watches at once must not be asked again at once.
    private static readonly TimeSpan ShortestHealthyWatch = TimeSpan.FromSeconds(1);

    private bool streamingListRefused;
    private string resourceVersion = "";

    /// <summary>Runs until cancelled: 1 the whole state, 2 its changes, 3 on any end a pause and again, from 1 only when the version was lost.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        await Task.Yield();
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var healthy = resourceVersion.Length > 0 || streamingListRefused
                    ? await ListIfNeededThenWatchAsync(cancellation)
                    : await StreamAsync(cancellation);
                if (healthy) retry.Reset();
                else await Task.Delay(retry.Next(), time, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The edge of this loop: whatever broke, the copy must come back by itself.
                LogWatchBroke(logger, e, Resource);
                if (!await PauseAsync(cancellation)) return;
            }
        }
    }

    /// <summary>The state as a stream of additions closed by a bookmark, and changes behind it on the same watch.</summary>
    private async Task<bool> StreamAsync(CancellationToken cancellation)
    {
        var query = new WatchQuery { LabelSelector = labelSelector, FieldSelector = fieldSelector, SendInitialEvents = true };
        var started = time.GetTimestamp();
        ObjectSnapshot? initial = ObjectSnapshot.Empty;
        await foreach (var change in client.WatchAsync(Resource, @namespace, query, cancellation))
        {
            if (change.Type == WatchEventType.Error) return Refused(change.Object, initial is not null);
            if (initial is null)
            {
                Follow(change);
                continue;
            }
            if (change.Type == WatchEventType.Bookmark)
            {
                if (change.Object.Metadata["annotations"u8][InitialEventsEnd].AsString() != "true") continue;
                resourceVersion = change.Object.ResourceVersion;
                PublishAll(initial);
                initial = null;
                retry.Reset();
            }
            else
            {
                initial = change.Type == WatchEventType.Deleted
                    ? initial.Without(change.Object.Namespace, change.Object.Name)
                    : initial.With(change.Object);
            }
        }
        return initial is null && time.GetElapsedTime(started) >= ShortestHealthyWatch;
    }

    private async Task<bool> ListIfNeededThenWatchAsync(CancellationToken cancellation)
    {
        if (resourceVersion.Length == 0 && !await ListAsync(cancellation)) return false;
        var query = new WatchQuery { LabelSelector = labelSelector, FieldSelector = fieldSelector, ResourceVersion = resourceVersion };
        var started = time.GetTimestamp();
        var events = 0;
        await foreach (var change in client.WatchAsync(Resource, @namespace, query, cancellation))
        {
            if (change.Type == WatchEventType.Error) return Refused(change.Object, listing: false);
            Follow(change);
            events++;
        }
        return events > 0 || time.GetElapsedTime(started) >= ShortestHealthyWatch;
    }

    private async Task<bool> ListAsync(CancellationToken cancellation)
    {
        var fresh = ObjectSnapshot.Empty;
        var query = new ListQuery { LabelSelector = labelSelector, FieldSelector = fieldSelector, Limit = PageSize };
        while (true)
        {
            var page = await client.ListAsync(Resource, @namespace, query, cancellation);
            if (!page.IsSuccess)
            {
                LogListRefused(logger, Resource, page.Failure.Code, page.Failure.Message);
                return false;
            }
            foreach (var item in page.Value.Items) fresh = fresh.With(item);
            if (page.Value.Continue.Length == 0)
            {
                resourceVersion = page.Value.ResourceVersion;
                PublishAll(fresh);
                return true;
            }
            query = query with { Continue = page.Value.Continue };
        }
    }

    private void Follow(WatchEvent change)
    {
        if (change.Object.ResourceVersion.Length > 0) resourceVersion = change.Object.ResourceVersion;
        if (change.Type != WatchEventType.Bookmark) Publish(change.Type, change.Object);
    }

    /// <summary>Answers whether to go on at once. A lost version means a new list; a server without streaming lists gets plain ones.</summary>
    private bool Refused(Document status, bool listing)
    {
        var code = status.Root["code"u8].AsInt32();
        if (code == 410 || status.Root["reason"u8].AsString() is "Expired" or "Gone")
        {
            var first = resourceVersion.Length > 0;
            resourceVersion = "";
            return first;
        }
        if (listing && code is (400 or 405 or 422))
        {
            streamingListRefused = true;
            return true;
        }
        LogWatchRefused(logger, Resource, code, status.Root["message"u8].AsString());
        return false;
    }

    private async Task<bool> PauseAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(retry.Next(), time, cancellation);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
