using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Store;
using Timonier.Store.Embedded.Tests.Simulation;
using Timonier.Tests.StoreModel;

namespace Timonier.Store.Embedded.Tests;

/// <summary>
/// Segments and history so small that every step crosses their edges, on a disk that each restart finds as after a
/// cut of the power.
/// </summary>
internal sealed class EmbeddedSubject : IStoreSubject
{
    private readonly VirtualTime time = new();
    private readonly Random chance = new(20260101);
    private readonly EmbeddedStoreConfig config;
    private SimulatedDisk disk = new();
    private EmbeddedStore store;

    private EmbeddedSubject(int history)
    {
        config = new EmbeddedStoreConfig { Directory = "/store", SegmentBytes = 300, HistoryRevisions = history, ReserveBytes = 1024 };
        store = Make();
    }

    public IRevisionStore Store => store;

    public Action<TimeSpan>? Advance => span => time.Advance(span);

    public bool TellsAtOnce => true;

    public static async Task<IStoreSubject> StartAsync(int history)
    {
        var subject = new EmbeddedSubject(history);
        await subject.store.StartAsync(default);
        return subject;
    }

    public async Task RestartAsync()
    {
        await store.DisposeAsync();
        disk = disk.Restarted(chance, powerWasCut: true);
        store = Make();
        await store.StartAsync(default);
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private EmbeddedStore Make() => new(config, time, NullLogger<EmbeddedStore>.Instance, disk);
}
