using Timonier.Tests.StoreModel;

namespace Timonier.Store.Embedded.Tests;

public sealed class EmbeddedWatchBugTests : WatchBugTests
{
    protected override Task<IStoreSubject> StartAsync() => EmbeddedSubject.StartAsync(history: 10_000);
}
