namespace Timonier.Api.Subresources;

/// <summary>Opens connections to the addresses of pods, for pods/proxy and services/proxy.</summary>
public interface IPodConnector
{
    /// <exception cref="IOException">Nobody answers there.</exception>
    ValueTask<Stream> ConnectAsync(string address, int port, CancellationToken cancellation);
}
