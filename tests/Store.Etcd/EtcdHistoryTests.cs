using Timonier.Tests.StoreModel;

namespace Timonier.Store.Etcd.Tests;

public sealed class EtcdHistoryTests : StoreHistoryTests
{
    // Each history has an etcd of its own; MODEL_HISTORIES asks for more.
    protected override int Histories => 6;

    protected override Task<IStoreSubject> StartAsync() => EtcdSubject.StartAsync(history: 100_000);
}
