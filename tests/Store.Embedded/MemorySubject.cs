using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;

namespace Timonier.Store.Embedded.Tests;

/// <summary>A restart is a fork: what was written is there, and the past is gone as behind a compaction.</summary>
internal sealed class MemorySubject : IStoreSubject
{
    private readonly VirtualTime time = new();
    private MemoryStore? store;

    public IRevisionStore Store => store!;

    public Action<TimeSpan>? Advance => span => time.Advance(span);

    public bool TellsAtOnce => true;

    public static async Task<IStoreSubject> StartAsync(int history)
    {
        var subject = new MemorySubject();
        subject.store = new MemoryStore(subject.time, history);
        await subject.store.StartAsync(default);
        return subject;
    }

    public async Task RestartAsync()
    {
        var before = store!;
        store = before.Fork(time);
        await before.DisposeAsync();
        await store.StartAsync(default);
    }

    public ValueTask DisposeAsync() => store!.DisposeAsync();
}
