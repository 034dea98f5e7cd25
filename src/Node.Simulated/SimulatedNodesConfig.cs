using System.Net;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Node.Simulated;

/// <summary>How many nodes are simulated, and what they are told.</summary>
public sealed record SimulatedNodesConfig
{
    public int Count { get; init; } = 1;

    /// <summary>They are named by it and a number from 0 on.</summary>
    public string NamePrefix { get; init; } = "sim-";
    public NodeShape Shape { get; init; } = new();

    /// <summary>The rules by which their containers live.</summary>
    public LifeBook Lives { get; init; } = LifeBook.Default;

    /// <summary>Where their own addresses come from; nobody can reach them there.</summary>
    public IPNetwork Addresses { get; init; } = IPNetwork.Parse("100.64.0.0/10");
    public IReadOnlyList<string> ClusterDns { get; init; } = ["10.43.0.10"];
    public string ClusterDomain { get; init; } = "cluster.local";
    public string Version { get; init; } = "v1.36.0+timonier";
}
