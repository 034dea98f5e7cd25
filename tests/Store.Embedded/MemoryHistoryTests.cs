using Timonier.Tests.StoreModel;

namespace Timonier.Store.Embedded.Tests;

public sealed class MemoryHistoryTests : StoreHistoryTests
{
    protected override Task<IStoreSubject> StartAsync() => MemorySubject.StartAsync(history: 25);
}
