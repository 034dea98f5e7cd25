using Timonier.EndToEnd.Tests.Cluster;

[assembly: AssemblyFixture(typeof(SharedCluster))]

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>One cluster for all tests that do not need to break it; each works in a namespace of its own.</summary>
public sealed class SharedCluster : IAsyncLifetime
{
    public ClusterUnderTest Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await TestImages.BuildAsync();
        Cluster = await ClusterUnderTest.StartAsync("helm");
        foreach (var image in TestImages.All) await Cluster.ImportAsync(image);
        (await Cluster.KubectlAsync("wait", "--for=condition=Ready", "node/helm", "--timeout=60s")).MustSucceed();
    }

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
}
