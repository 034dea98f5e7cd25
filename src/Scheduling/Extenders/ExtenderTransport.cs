using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Scheduling.Extenders;

/// <summary>Connections to extenders, over TLS where their URL says so.</summary>
public static class ExtenderTransport
{
    public static HttpMessageInvoker To(ExtenderConfig config) => new(new SocketsHttpHandler { SslOptions = Tls(config.Tls) });

    private static SslClientAuthenticationOptions Tls(ExtenderTls tls)
    {
        var options = new SslClientAuthenticationOptions();
        if (tls.Certificate is { } certificate && tls.Key is { } key)
        {
            // Taken through PKCS#12, since a key that was never stored is not used by every TLS library.
            using var shown = X509Certificate2.CreateFromPem(certificate, key);
            options.ClientCertificates = [X509CertificateLoader.LoadPkcs12(shown.Export(X509ContentType.Pkcs12), null)];
        }
        if (tls.Insecure)
        {
            options.RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null;
            return options;
        }
        // The handler asks for the name in the URL, whatever name it is given here.
        if (tls.ServerName.Length > 0)
            options.RemoteCertificateValidationCallback = (_, shown, _, errors) => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None && shown is X509Certificate2 known && known.MatchesHostname(tls.ServerName);
        if (tls.Authorities is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.ImportFromPem(authorities);
        }
        return options;
    }
}
