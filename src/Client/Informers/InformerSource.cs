using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Client.Informers;

/// <summary>
/// The informers of one identity. Two callers that ask for the same resource and selection share one copy and
/// one watch. Disposing ends all watches. With a usual namespace given, they look at that one only, unless asked for another.
/// </summary>
public sealed class InformerSource(IClusterClient client, TimeProvider time, IIdSource ids, ILoggerFactory loggers, string usual = "") : IInformerSource, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(ResourceName Resource, string Namespace, string Labels, string Fields), (Informer Informer, CancellationTokenSource Stop)> informers = [];
    private readonly List<Task> running = [];
    private readonly CancellationTokenSource stop = new();

    public IInformer For(ResourceName resource, ListQuery? selection = null, string @namespace = "")
    {
        var labels = selection?.LabelSelector ?? "";
        var fields = selection?.FieldSelector ?? "";
        var place = @namespace.Length > 0 ? @namespace : usual;
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            if (informers.TryGetValue((resource, place, labels, fields), out var present)) return present.Informer;
            var informer = new Informer(client, resource, place, labels, fields, time, ids, loggers.CreateLogger<Informer>());
            var ending = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
            informers.Add((resource, place, labels, fields), (informer, ending));
            running.Add(informer.RunAsync(ending.Token));
            return informer;
        }
    }

    public void Forget(ResourceName resource)
    {
        List<(Informer Informer, CancellationTokenSource Stop)> forgotten = [];
        lock (gate)
        {
            foreach (var (key, _) in informers.Where(i => i.Key.Resource == resource).ToList())
                if (informers.Remove(key, out var gone)) forgotten.Add(gone);
            running.RemoveAll(r => r.IsCompleted);
        }
        foreach (var (informer, ending) in forgotten)
        {
            ending.Cancel();
            ending.Dispose();
            informer.Forget();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (gate)
        {
            if (stop.IsCancellationRequested) return;
            ending = [.. running];
        }
        stop.Cancel();
        await Task.WhenAll(ending);
        stop.Dispose();
    }
}
