using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Timonier.Api.Subresources;
using Timonier.Node.Simulated;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>
/// Opens TLS connections to nodes: shows the server's client certificate and accepts only a certificate that the
/// kubelet CA has signed for exactly that node. Nodes that are simulated in this process are reached without a wire.
/// </summary>
internal sealed class KubeletConnector(LiveCertificate client, CertificateAuthority kubelets, TimeProvider time) : IKubeletConnector
{
    public SimulatedNodes? Simulated { get; set; }

    public async ValueTask<Stream> ConnectAsync(string nodeName, string address, int port, CancellationToken cancellation)
    {
        if (Simulated?.Find(nodeName) is { } node) return await Simulated.ConnectAsync(node, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, cancellation);
            var tls = new SslStream(new NetworkStream(socket, ownsSocket: true));
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = nodeName,
                ClientCertificates = [client.Current],
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                RemoteCertificateValidationCallback = (_, shown, _, errors) =>
                    (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
                    && shown is X509Certificate2 certificate && CertificateTrust.IsSignedBy(certificate, kubelets.Certificate, time),
            }, cancellation);
            return tls;
        }
        catch (Exception e) when (e is SocketException or System.Security.Authentication.AuthenticationException)
        {
            socket.Dispose();
            throw new IOException($"error dialing backend: {e.Message}", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
