using Microsoft.Extensions.Logging;
using Timonier.Client.Informers;

namespace Timonier.Node.Volumes;

/// <summary>
/// One watch for each object that pods of this node refer to: shared by those pods, begun with the first and ended
/// with the last of them. So a node sees the secrets of its own pods and no others, and pays for what it uses.
/// </summary>
internal sealed class ObjectWatches(IClusterClient client, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
{
    private readonly Lock gate = new();
    private readonly Dictionary<ObjectName, Watched> watched = [];

    /// <summary>Calls back when the object appears, changes or goes, until the answer is disposed.</summary>
    public IDisposable Follow(ObjectName name, Action changed)
    {
        Watched entry;
        lock (gate)
        {
            if (!watched.TryGetValue(name, out entry!)) watched[name] = entry = new Watched(name, new InformerSource(client, time, ids, loggers, name.Namespace));
            entry.Listeners = [.. entry.Listeners, changed];
        }
        entry.Start();
        return new Following(this, entry, changed);
    }

    private void Leave(Watched entry, Action changed)
    {
        lock (gate)
        {
            entry.Listeners = [.. entry.Listeners.Where(l => l != changed)];
            if (entry.Listeners.Length > 0) return;
            watched.Remove(entry.Name);
        }
        _ = entry.EndAsync();
    }

    private sealed class Following(ObjectWatches watches, Watched entry, Action changed) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0) watches.Leave(entry, changed);
        }
    }

    private sealed class Watched(ObjectName name, InformerSource source)
    {
        private int started, ended;
        private volatile bool immutable;

        public ObjectName Name => name;

        /// <summary>Replaced under the gate of all watches, read without it.</summary>
        public volatile Action[] Listeners = [];

        public void Start()
        {
            if (Interlocked.Exchange(ref started, 1) == 0)
                source.For(name.Resource, new ListQuery { FieldSelector = $"metadata.name={name.Name}" }).Subscribe(OnChange);
        }

        public async Task EndAsync()
        {
            if (Interlocked.Exchange(ref ended, 1) != 0) return;
            // Asked for from inside a callback of the very informer that ends.
            await Task.Yield();
            await source.DisposeAsync();
        }

        private void OnChange(ObjectChange change)
        {
            if (immutable || change.Any.Name != name.Name || change.Any.Namespace != name.Namespace) return;
            foreach (var listener in Listeners) listener();
            if (change.New?.Root["immutable"u8].AsBool() != true) return;
            // What cannot change is not watched; as upstream, not even one of the same name that replaces it.
            immutable = true;
            _ = EndAsync();
        }
    }
}
