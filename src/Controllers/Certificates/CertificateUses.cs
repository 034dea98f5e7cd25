using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Controllers.Certificates;

/// <summary>The usages of a request as a certificate says them.</summary>
internal static class CertificateUses
{
    public static IEnumerable<X509Extension> Extensions(IReadOnlyList<string> usages)
    {
        var flags = usages.Aggregate(X509KeyUsageFlags.None, (all, usage) => all | FlagOf(usage));
        var purposes = new OidCollection();
        foreach (var usage in usages)
            if (PurposeOf(usage) is { } purpose) purposes.Add(new Oid(purpose));
        if (flags != X509KeyUsageFlags.None) yield return new X509KeyUsageExtension(flags, critical: true);
        if (purposes.Count > 0) yield return new X509EnhancedKeyUsageExtension(purposes, critical: false);
    }

    private static X509KeyUsageFlags FlagOf(string usage) => usage switch
    {
        "signing" or "digital signature" => X509KeyUsageFlags.DigitalSignature,
        "content commitment" => X509KeyUsageFlags.NonRepudiation,
        "key encipherment" => X509KeyUsageFlags.KeyEncipherment,
        "key agreement" => X509KeyUsageFlags.KeyAgreement,
        "data encipherment" => X509KeyUsageFlags.DataEncipherment,
        "cert sign" => X509KeyUsageFlags.KeyCertSign,
        "crl sign" => X509KeyUsageFlags.CrlSign,
        "encipher only" => X509KeyUsageFlags.EncipherOnly,
        "decipher only" => X509KeyUsageFlags.DecipherOnly,
        _ => X509KeyUsageFlags.None,
    };

    private static string? PurposeOf(string usage) => usage switch
    {
        "any" => "2.5.29.37.0",
        "server auth" => "1.3.6.1.5.5.7.3.1",
        "client auth" => "1.3.6.1.5.5.7.3.2",
        "code signing" => "1.3.6.1.5.5.7.3.3",
        "email protection" or "s/mime" => "1.3.6.1.5.5.7.3.4",
        "ipsec end system" => "1.3.6.1.5.5.7.3.5",
        "ipsec tunnel" => "1.3.6.1.5.5.7.3.6",
        "ipsec user" => "1.3.6.1.5.5.7.3.7",
        "timestamping" => "1.3.6.1.5.5.7.3.8",
        "ocsp signing" => "1.3.6.1.5.5.7.3.9",
        "microsoft sgc" => "1.3.6.1.4.1.311.10.3.3",
        "netscape sgc" => "2.16.840.1.113730.4.1",
        _ => null,
    };
}
