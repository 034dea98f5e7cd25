using System.Net;

namespace Timonier.Contracts.Network;

/// <summary>
/// The node's part of the cluster network: addresses for pods, routes, and services turned into packets.
/// Everything it puts into the kernel is ours by name and goes away with <see cref="RemoveAllAsync"/>.
/// </summary>
public interface INodeNetwork : IAsyncDisposable
{
    /// <summary>
    /// Prepares links, routes and our packet-filter table, and listens for the runtime's requests for pod
    /// addresses. Pods that were attached before a restart keep their addresses.
    /// </summary>
    Task StartAsync(NodeNetworkConfig config, CancellationToken cancellation);

    /// <summary>
    /// Makes the kernel route services as the table says; the whole wanted state each time, applied as the
    /// difference. Restores our rules when someone else removed them.
    /// </summary>
    Task ApplyServicesAsync(ServiceTable table, CancellationToken cancellation);

    /// <summary>Routes to the pods of other nodes.</summary>
    Task ApplyPeersAsync(IReadOnlyList<NodePeer> peers, CancellationToken cancellation);

    /// <summary>Removes every rule, link, route and address that a network with this configuration made; it need not be started.</summary>
    Task RemoveAllAsync(NodeNetworkConfig config, CancellationToken cancellation);
}

/// <param name="PodCidr">This node's range for pods, for example 10.42.0.0/24.</param>
/// <param name="ClusterCidr">The range of all pods.</param>
/// <param name="ServiceCidr">The range of service addresses.</param>
/// <param name="NodeAddress">The node's own address, on which node ports answer.</param>
/// <param name="LocalAddresses">Service addresses that this process itself listens on (cluster DNS).</param>
/// <param name="NodePortFirst">First node port, 30000.</param>
/// <param name="NodePortLast">Last node port, 32767.</param>
/// <param name="StateDirectory">Where address assignments survive a restart.</param>
/// <param name="SocketPath">Unix socket on which the CNI stub asks for pod addresses.</param>
/// <param name="Mtu">For pod links; 0: derive from the default route's link.</param>
public sealed record NodeNetworkConfig(
    IPNetwork PodCidr,
    IPNetwork ClusterCidr,
    IPNetwork ServiceCidr,
    IPAddress NodeAddress,
    IReadOnlyList<IPAddress> LocalAddresses,
    int NodePortFirst,
    int NodePortLast,
    string StateDirectory,
    string SocketPath,
    int Mtu = 0);

/// <summary>Every service port of the cluster, in a stable order.</summary>
public sealed record ServiceTable(IReadOnlyList<ServicePort> Ports);

public enum ServiceProtocol { Tcp, Udp, Sctp }

public sealed record ServicePort
{
    /// <summary>namespace/name:port, for comments and counters.</summary>
    public required string Name { get; init; }
    public required ServiceProtocol Protocol { get; init; }

    /// <summary>The addresses that lead to this port: cluster address, external addresses, load balancer addresses.</summary>
    public required IReadOnlyList<IPAddress> Addresses { get; init; }
    public required int Port { get; init; }

    /// <summary>0: none.</summary>
    public int NodePort { get; init; }

    /// <summary>Ready backends (or, when none is ready, those still serving while they terminate). Empty: connections are refused.</summary>
    public required IReadOnlyList<ServiceBackend> Backends { get; init; }

    /// <summary>Backends on this node that still serve while they terminate: for Local policies when none of <see cref="Backends"/> is local.</summary>
    public IReadOnlyList<ServiceBackend> DrainingHere { get; init; } = [];

    /// <summary>Seconds for which a client stays with its backend; 0: no affinity.</summary>
    public int AffinitySeconds { get; init; }

    /// <summary>externalTrafficPolicy: Local.</summary>
    public bool ExternalLocal { get; init; }

    /// <summary>internalTrafficPolicy: Local.</summary>
    public bool InternalLocal { get; init; }
}

public sealed record ServiceBackend(IPAddress Address, int Port, bool IsLocal);

public sealed record NodePeer(string Name, IPNetwork PodCidr, IPAddress Address);
