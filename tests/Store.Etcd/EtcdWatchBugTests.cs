using Timonier.Tests.StoreModel;

namespace Timonier.Store.Etcd.Tests;

public sealed class EtcdWatchBugTests : WatchBugTests
{
    protected override Task<IStoreSubject> StartAsync() => EtcdSubject.StartAsync(history: 100_000);
}
