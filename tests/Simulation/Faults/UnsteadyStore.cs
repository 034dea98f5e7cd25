using Timonier.Contracts.Store;
using Timonier.Store.Embedded;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Faults;

/// <summary>A store that is slow at times, and at times cannot be reached: before a write, or before its answer.</summary>
internal sealed class UnsteadyStore(MemoryStore inner, Random chance, VirtualClock clock, Func<FaultMix> mix) : IRevisionStore
{
    private static readonly TimeSpan Slowest = TimeSpan.FromMilliseconds(300);

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
    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public ValueTask<StoreWrite> CreateAsync(string key, StoreValue value, CancellationToken cancellation = default) =>
        WriteAsync(() => inner.CreateAsync(key, value, cancellation));

    public ValueTask<StoreWrite> UpdateAsync(string key, StoreValue value, long expectedRevision, CancellationToken cancellation = default) =>
        WriteAsync(() => inner.UpdateAsync(key, value, expectedRevision, cancellation));

    public ValueTask<StoreWrite> DeleteAsync(string key, long expectedRevision, CancellationToken cancellation = default) =>
        WriteAsync(() => inner.DeleteAsync(key, expectedRevision, cancellation));

    private async ValueTask<StoreWrite> WriteAsync(Func<ValueTask<StoreWrite>> write)
    {
        await PauseAsync();
        if (chance.NextDouble() < mix().FailStore) throw new StoreUnavailableException("simulated: not reached");
        var done = await write();
        await PauseAsync();
        return chance.NextDouble() < mix().FailStore ? throw new StoreUnavailableException("simulated: the answer was lost") : done;
    }

    private Task PauseAsync() => chance.NextDouble() < mix().SlowStore ? Task.Delay(Slowest * chance.NextDouble(), clock) : Task.CompletedTask;
}
