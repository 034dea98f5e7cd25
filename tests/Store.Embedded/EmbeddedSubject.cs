using Timonier.Contracts.Store;
using Timonier.Tests.StoreModel;

namespace Timonier.Store.Embedded.Tests;

/// <summary>Segments and history so small that every step crosses their edges.</summary>
internal sealed class EmbeddedSubject : IStoreSubject
{
    private readonly StoreFolder folder = new();
    private readonly EmbeddedStoreConfig config;
    private EmbeddedStore store = null!;

    private EmbeddedSubject(int history) =>
        config = new EmbeddedStoreConfig { Directory = folder.Path, SegmentBytes = 300, HistoryRevisions = history };

    public IRevisionStore Store => store;

    public Action<TimeSpan>? Advance => span => folder.Time.Advance(span);

    public bool TellsAtOnce => true;

    public static async Task<IStoreSubject> StartAsync(int history)
    {
        var subject = new EmbeddedSubject(history);
        subject.store = await subject.folder.OpenAsync(subject.config);
        return subject;
    }

    public async Task RestartAsync()
    {
        await store.DisposeAsync();
        store = await folder.OpenAsync(config);
    }

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }
}
