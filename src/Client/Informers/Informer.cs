using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Informers;

/// <summary>
/// A copy of one resource kept current by a watch. State changes in one place, <see cref="Publish"/>: the
/// snapshot is swapped first, then the handlers hear of it, in the order of the events.
/// </summary>
internal sealed partial class Informer : IInformer
{
    // The reflector's own figures upstream.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(30);

    private readonly IClusterClient client;
    private readonly string @namespace, labelSelector, fieldSelector;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly RetryDelay retry;
    private readonly Lock gate = new();
    private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Action<ObjectChange>[] handlers = [];
    private volatile ObjectSnapshot snapshot = ObjectSnapshot.Empty;

    internal Informer(IClusterClient client, ResourceName resource, string @namespace, string labelSelector, string fieldSelector, TimeProvider time, IIdSource ids, ILogger logger)
    {
        this.client = client;
        Resource = resource;
        this.@namespace = @namespace;
        this.labelSelector = labelSelector;
        this.fieldSelector = fieldSelector;
        this.time = time;
        this.logger = logger;
        retry = new RetryDelay(FirstDelay, LastDelay, ids);
    }

    public ResourceName Resource { get; }

    public ObjectSnapshot Snapshot => snapshot;

    public Task SyncedAsync(CancellationToken cancellation) => synced.Task.OrCancelledAsync(cancellation);

    public IDisposable Subscribe(Action<ObjectChange> handler)
    {
        lock (gate)
        {
            foreach (var present in snapshot.All) handler(new ObjectChange(null, present));
            handlers = [.. handlers, handler];
        }
        return new Subscription(this, handler);
    }

    /// <summary>Swaps in the state after one event; an event that changes nothing is not passed on.</summary>
    private void Publish(WatchEventType type, Document document)
    {
        lock (gate)
        {
            var old = snapshot.Get(document.Namespace, document.Name);
            if (type == WatchEventType.Deleted)
            {
                if (old is null) return;
                snapshot = snapshot.Without(document.Namespace, document.Name);
                // The last state travels as Old: a handler then sees labels and owners as they were at the end.
                Tell(new ObjectChange(document, null));
                return;
            }
            if (old is not null && old.ResourceVersion == document.ResourceVersion && old.Uid == document.Uid) return;
            snapshot = snapshot.With(document);
            // An object replaced under its name between two events is a removal and an addition.
            if (old is not null && old.Uid != document.Uid)
            {
                Tell(new ObjectChange(old, null));
                old = null;
            }
            Tell(new ObjectChange(old, document));
        }
    }

    /// <summary>What was there is gone with its resource.</summary>
    internal void Forget()
    {
        PublishAll(ObjectSnapshot.Empty);
        synced.TrySetResult();
    }

    /// <summary>Swaps in a whole new state and tells the differences, so that nothing missed stays missed.</summary>
    private void PublishAll(ObjectSnapshot fresh)
    {
        lock (gate)
        {
            var before = snapshot;
            snapshot = fresh;
            foreach (var old in before.All)
                if (fresh.Get(old.Namespace, old.Name)?.Uid != old.Uid) Tell(new ObjectChange(old, null));
            foreach (var document in fresh.All)
            {
                var old = before.Get(document.Namespace, document.Name);
                if (old is not null && old.Uid != document.Uid) old = null;
                if (old is null || old.ResourceVersion != document.ResourceVersion) Tell(new ObjectChange(old, document));
            }
        }
        synced.TrySetResult();
    }

    private void Tell(ObjectChange change)
    {
        foreach (var handler in handlers)
        {
            try
            {
                handler(change);
            }
            catch (Exception e)
            {
                LogHandlerFailed(logger, e, Resource, change.Any.Namespace, change.Any.Name);
            }
        }
    }

    private void Remove(Action<ObjectChange> handler)
    {
        lock (gate)
        {
            var position = Array.IndexOf(handlers, handler);
            if (position >= 0) handlers = [.. handlers[..position], .. handlers[(position + 1)..]];
        }
    }

    private sealed class Subscription(Informer informer, Action<ObjectChange> handler) : IDisposable
    {
        public void Dispose() => informer.Remove(handler);
    }
}
