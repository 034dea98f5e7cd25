using Timonier.EndToEnd.Tests.Cluster;

[assembly: AssemblyFixture(typeof(ApiCluster))]

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>A control plane without a node, for what clients do with the API alone: it is there in a second.</summary>
public sealed class ApiCluster : IAsyncLifetime
{
    public ClusterUnderTest Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cluster = await ClusterUnderTest.StartAsync("api", "--no-agent");

    public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
}
