using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>Waits for the first change that matters under any of several prefixes.</summary>
internal sealed class StoreChanges : IDisposable
{
    private readonly List<(IStoreWatch Watch, Func<Document, bool> Matters)> watches = [];

    public StoreChanges(IRevisionStore store, long after, IEnumerable<(string Prefix, Func<Document, bool> Matters)> places)
    {
        foreach (var (prefix, matters) in places) watches.Add((store.Watch(prefix, after), matters));
    }

    /// <summary>False when the store has ended; true after a change, and after <paramref name="longest"/> without any.</summary>
    public async Task<bool> WaitAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        List<Task<bool>> waits = [.. watches.Select(w => FirstAsync(w.Watch, w.Matters, both.Token)), ElapsedAsync(longest, time, both.Token)];
        try
        {
            return await await Task.WhenAny(waits);
        }
        finally
        {
            both.Cancel();
            await Task.WhenAll((IEnumerable<Task>)waits).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    public void Dispose()
    {
        foreach (var (watch, _) in watches) watch.Dispose();
    }

    private static async Task<bool> ElapsedAsync(TimeSpan longest, TimeProvider time, CancellationToken cancellation)
    {
        await Task.Delay(longest, time, cancellation);
        return true;
    }

    private static async Task<bool> FirstAsync(IStoreWatch watch, Func<Document, bool> matters, CancellationToken cancellation)
    {
        do
        {
            while (watch.TryRead(out var change))
                if (matters(Stored.Read(change.Entry))) return true;
        }
        while (await watch.WaitAsync(cancellation));
        // One that was cut off for being slow has certainly missed something.
        return watch.End == StoreWatchEnd.TooSlow;
    }
}
