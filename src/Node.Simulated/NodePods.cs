namespace Timonier.Node.Simulated;

/// <summary>The pods of one node, as an informer of its own would show them.</summary>
internal sealed class NodePods(IInformer all) : IInformer
{
    private readonly Lock gate = new();
    private volatile ObjectSnapshot snapshot = ObjectSnapshot.Empty;
    private Action<ObjectChange>[] handlers = [];

    public ResourceName Resource => all.Resource;
    public ObjectSnapshot Snapshot => snapshot;

    public Task SyncedAsync(CancellationToken cancellation) => all.SyncedAsync(cancellation);

    public IDisposable Subscribe(Action<ObjectChange> handler)
    {
        lock (gate)
        {
            foreach (var present in snapshot.All) handler(new ObjectChange(null, present));
            handlers = [.. handlers, handler];
        }
        return new Subscription(this, handler);
    }

    public void Publish(ObjectChange change)
    {
        lock (gate)
        {
            snapshot = change.New is { } now ? snapshot.With(now) : snapshot.Without(change.Any.Namespace, change.Any.Name);
            foreach (var handler in handlers) handler(change);
        }
    }

    private sealed class Subscription(NodePods pods, Action<ObjectChange> handler) : IDisposable
    {
        public void Dispose()
        {
            lock (pods.gate) pods.handlers = [.. pods.handlers.Where(h => h != handler)];
        }
    }
}
