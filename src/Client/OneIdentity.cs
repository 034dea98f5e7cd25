using Timonier.Contracts.Cluster;

namespace Timonier.Client;

/// <summary>A factory for a process that has one identity only: what its connection proves, whoever asks.</summary>
public sealed class OneIdentity(IClusterClient client) : IClusterClientFactory
{
    public IClusterClient For(UserInfo identity) => client;
}
