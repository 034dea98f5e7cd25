using Timonier.Tests.StoreModel;

namespace Timonier.Store.Embedded.Tests;

public sealed class EmbeddedHistoryTests : StoreHistoryTests
{
    protected override Task<IStoreSubject> StartAsync() => EmbeddedSubject.StartAsync(history: 25);
}
