namespace Timonier.Api.Subresources;

/// <summary>Opens connections to node agents, TLS included, under the server's own identity.</summary>
public interface IKubeletConnector
{
    /// <exception cref="IOException">The node cannot be reached.</exception>
    ValueTask<Stream> ConnectAsync(string nodeName, string address, int port, CancellationToken cancellation);
}
