using System.Net;
using System.Security.Cryptography.X509Certificates;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>What a node shows at its own endpoint, and whom it lets in there.</summary>
internal sealed record NodeIdentity(X509Certificate2 Serving, X509Certificate2 ClientAuthority, IPAddress Address)
{
    /// <summary>The node of a server signs for itself.</summary>
    public static NodeIdentity Prepare(ServerConfig config, ServerIdentity server, TimeProvider time)
    {
        var subject = new CertificateSubject($"system:node:{config.NodeName}", "system:nodes")
        {
            DnsNames = [config.NodeName],
            Addresses = [server.Address],
        };
        var serving = CertificateFile.LoadOrIssue(config.PkiDirectory, "kubelet", server.Authorities.Kubelet, time, subject, server: true);
        return new NodeIdentity(serving.ToX509(), server.Authorities.Client.Certificate, server.Address);
    }
}
