using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.ServiceProxy.Tests;

/// <summary>Informers whose content and whose moment of being complete the test decides.</summary>
internal sealed class MemoryInformers : IInformerSource
{
    private readonly Dictionary<string, Informer> byPlural = new(StringComparer.Ordinal);

    public IInformer For(ResourceName resource, ListQuery? selection = null, string @namespace = "")
    {
        if (!byPlural.TryGetValue(resource.Plural, out var found)) byPlural[resource.Plural] = found = new Informer(resource);
        return found;
    }

    public void Forget(ResourceName resource) => byPlural.Remove(resource.Plural);

    public Informer Of(string group, string plural) => (Informer)For(new ResourceName(group, "v1", plural));

    public sealed class Informer(ResourceName resource) : IInformer
    {
        private readonly TaskCompletionSource synced = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private event Action<ObjectChange>? Changed;

        public ResourceName Resource => resource;

        public ObjectSnapshot Snapshot { get; private set; } = ObjectSnapshot.Empty;

        public Task SyncedAsync(CancellationToken cancellation) => synced.Task.WaitAsync(cancellation);

        public void Complete() => synced.SetResult();

        public void Put(string json)
        {
            var document = Document.Parse(json);
            var old = Snapshot.Get(document.Namespace, document.Name);
            Snapshot = Snapshot.With(document);
            Changed?.Invoke(new ObjectChange(old, document));
        }

        public IDisposable Subscribe(Action<ObjectChange> handler)
        {
            Changed += handler;
            foreach (var present in Snapshot.All) handler(new ObjectChange(null, present));
            return new Subscription(() => Changed -= handler);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
