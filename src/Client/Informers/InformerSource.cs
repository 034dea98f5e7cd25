using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Client.Informers;

/// <summary>
/// The informers of one identity. Two callers that ask for the same resource and selection share one copy and
/// one watch. Disposing ends all watches. With a namespace given, they look at that one only.
/// </summary>
public sealed class InformerSource(IClusterClient client, TimeProvider time, IIdSource ids, ILoggerFactory loggers, string @namespace = "") : IInformerSource, IAsyncDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<(ResourceName Resource, string Labels, string Fields), Informer> informers = [];
    private readonly List<Task> running = [];
    private readonly CancellationTokenSource stop = new();

    public IInformer For(ResourceName resource, ListQuery? selection = null)
    {
        var labels = selection?.LabelSelector ?? "";
        var fields = selection?.FieldSelector ?? "";
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stop.IsCancellationRequested, this);
            if (informers.TryGetValue((resource, labels, fields), out var present)) return present;
            var informer = new Informer(client, resource, @namespace, labels, fields, time, ids, loggers.CreateLogger<Informer>());
            informers.Add((resource, labels, fields), informer);
            running.Add(informer.RunAsync(stop.Token));
            return informer;
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
