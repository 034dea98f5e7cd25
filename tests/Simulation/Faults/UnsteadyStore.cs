using Timonier.Contracts.Store;
using Timonier.Store.Embedded;

namespace Timonier.Simulation.Tests.Faults;

/// <summary>
/// The store as one life of the API server sees it: slow at times, and at times it cannot be reached, before a write or
/// before its answer. It outlives the server: what a dead one still asks is never done.
/// </summary>
internal sealed class UnsteadyStore(MemoryStore inner, Random chance, Weather weather) : IRevisionStore
{
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(300);

    /// <summary>Whether the server that asks is dead.</summary>
    public bool IsCutOff { get; set; }

    public long CurrentRevision => inner.CurrentRevision;
    public long CompactedRevision => inner.CompactedRevision;

    public ValueTask StartAsync(CancellationToken cancellation) => inner.StartAsync(cancellation);
    public ValueTask<long> NewestRevisionAsync(CancellationToken cancellation = default) => inner.NewestRevisionAsync(cancellation);
    public ValueTask<StoreEntry?> GetAsync(string key, long revision = 0, CancellationToken cancellation = default) => inner.GetAsync(key, revision, cancellation);
    public ValueTask<StorePage> ListAsync(StoreRange range, CancellationToken cancellation = default) => inner.ListAsync(range, cancellation);
    public ValueTask<long> CountAsync(string prefix, CancellationToken cancellation = default) => inner.CountAsync(prefix, cancellation);
    public IStoreWatch Watch(string prefix, long afterRevision) => inner.Watch(prefix, afterRevision);
    public ValueTask CompactAsync(long revision, CancellationToken cancellation = default) => inner.CompactAsync(revision, cancellation);
    public DateTimeOffset? TimeOf(long revision) => inner.TimeOf(revision);
    public long RevisionAt(DateTimeOffset moment) => inner.RevisionAt(moment);
    public ValueTask WaitForAsync(long revision, CancellationToken cancellation) => inner.WaitForAsync(revision, cancellation);
    public ValueTask<long> SizeAsync(CancellationToken cancellation = default) => inner.SizeAsync(cancellation);

    /// <summary>The server has ended; what it kept is there for the next.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        WriteAsync(() => inner.CreateAsync(key, value, cancellation));

    public ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        WriteAsync(() => inner.UpdateAsync(key, value, expectedRevision, cancellation));

    public ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default) =>
        WriteAsync(() => inner.DeleteAsync(key, expectedRevision, cancellation));

    private async ValueTask<StoreWrite> WriteAsync(Func<ValueTask<StoreWrite>> write)
    {
        await PauseAsync();
        if (weather.Strikes(Fault.StoreFailureBeforeWrite, weather.Mix.FailStore, chance)) throw new StoreUnavailableException("simulated: not reached");
        var done = await write();
        await PauseAsync();
        return weather.Strikes(Fault.StoreFailureAfterWrite, weather.Mix.FailStore, chance) ? throw new StoreUnavailableException("simulated: the answer was lost") : done;
    }

    private async Task PauseAsync()
    {
        if (!IsCutOff && weather.Strikes(Fault.SlowWrite, weather.Mix.SlowStore, chance)) await Task.Delay(Slowest * chance.NextDouble(), weather.Clock);
        if (IsCutOff) await new TaskCompletionSource().Task;
    }
}
