using System.Threading.Channels;
using Timonier.Contracts.Cluster;

namespace Timonier.Client.Informers;

/// <summary>Tells a loop that some of its informers have changed; what comes while it works counts as one change.</summary>
public sealed class ChangeSignal : IDisposable
{
    private readonly Channel<bool> changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IDisposable[] subscriptions;

    private ChangeSignal(IReadOnlyList<IInformer> informers) => subscriptions = [.. informers.Select(i => i.Subscribe(_ => Raise()))];

    /// <summary>Waits until every list is complete: work on half of them would undo what is well. That is the first change.</summary>
    public static async Task<ChangeSignal> OfAsync(IReadOnlyList<IInformer> informers, CancellationToken cancellation)
    {
        var made = new ChangeSignal(informers);
        try
        {
            foreach (var informer in informers) await informer.SyncedAsync(cancellation);
        }
        catch
        {
            made.Dispose();
            throw;
        }
        made.Raise();
        return made;
    }

    public void Raise() => changes.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellation) => await changes.Reader.ReadAsync(cancellation);

    public void Dispose()
    {
        foreach (var subscription in subscriptions) subscription.Dispose();
    }
}
