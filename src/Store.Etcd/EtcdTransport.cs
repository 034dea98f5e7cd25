using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Timonier.Grpc;

namespace Timonier.Store.Etcd;

/// <summary>How a member is reached.</summary>
internal static class EtcdTransport
{
    // etcd ends connections that ask for a sign of life more often than every five seconds.
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);

    public static GrpcChannel To(Uri endpoint, EtcdStoreConfig config)
    {
        var origin = endpoint.GetLeftPart(UriPartial.Authority);
        return new GrpcChannel(
            new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                UseProxy = false,
                ActivityHeadersPropagator = null,
                ConnectTimeout = ConnectTimeout,
                KeepAlivePingDelay = PingDelay,
                KeepAlivePingTimeout = PingTimeout,
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
                SslOptions = Tls(config),
            },
            origin, "etcd at " + origin);
    }

    private static SslClientAuthenticationOptions Tls(EtcdStoreConfig config)
    {
        var options = new SslClientAuthenticationOptions();
        if (config.Certificate is { } shown)
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => shown;
        if (config.Authorities.Count > 0)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(config.Authorities);
        }

        return options;
    }
}
