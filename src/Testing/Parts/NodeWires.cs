using Timonier.Api.Subresources;
using Timonier.Node.Simulated;

namespace Timonier.Testing.Parts;

/// <summary>The API's way to the nodes of its cluster: logs, exec and the like.</summary>
internal sealed class NodeWires : IKubeletConnector
{
    /// <summary>Null until they run.</summary>
    public SimulatedNodes? Nodes { get; set; }

    public ValueTask<Stream> ConnectAsync(string nodeName, string address, int port, CancellationToken cancellation) =>
        Nodes?.Find(nodeName) is { } node ? Nodes.ConnectAsync(node, cancellation) : throw new IOException($"error dialing backend: no node {nodeName} is played here");
}
