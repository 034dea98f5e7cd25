using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Timonier.Api.Webhooks;

/// <summary>Believes those whom the authorities of one bundle have signed; with an empty bundle those whom the system believes.</summary>
internal sealed class BundleTrust
{
    private readonly TimeProvider time;
    private readonly X509Certificate2Collection? authorities;

    public BundleTrust(string bundle, TimeProvider time)
    {
        this.time = time;
        if (bundle.Length > 0) authorities = Read(bundle);
    }

    public bool Accepts(object sender, X509Certificate? shown, X509Chain? offered, SslPolicyErrors wrong)
    {
        if (authorities is null) return wrong == SslPolicyErrors.None;
        if (shown is null || (wrong & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None) return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = time.GetUtcNow().UtcDateTime;
        if (offered is not null)
            foreach (var element in offered.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        using var certificate = new X509Certificate2(shown);
        return chain.Build(certificate);
    }

    // A bundle that cannot be read trusts nobody; who wrote it learns that from the first call.
    private static X509Certificate2Collection Read(string bundle)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            authorities.Clear();
        }
        return authorities;
    }
}
