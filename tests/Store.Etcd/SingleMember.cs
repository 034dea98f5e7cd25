using Timonier.Store.Etcd.Tests;

[assembly: AssemblyFixture(typeof(SingleMember))]

namespace Timonier.Store.Etcd.Tests;

/// <summary>One etcd for all tests that do not break it; each uses a prefix of its own, as clusters that share one do.</summary>
public sealed class SingleMember : IAsyncLifetime
{
    private static int prefixes;

    internal EtcdCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await EtcdCluster.StartAsync(1);

    public ValueTask DisposeAsync()
    {
        Cluster.Dispose();
        return ValueTask.CompletedTask;
    }

    internal EtcdStoreConfig NewConfig() => Cluster.Config($"/test{Interlocked.Increment(ref prefixes)}");
}
