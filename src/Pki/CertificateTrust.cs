using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>Checks certificates against exactly one CA of ours; the system's trust list plays no part.</summary>
public static class CertificateTrust
{
    public static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 authority, TimeProvider time)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        return chain.Build(certificate);
    }
}
