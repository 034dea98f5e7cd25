using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>Whom a certificate names: in this API the common name is the user and the organizations are the groups.</summary>
public sealed record CertificateSubject(string CommonName, params IReadOnlyList<string> Organizations)
{
    /// <summary>Host names a server certificate is good for.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Addresses a server certificate is good for.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    internal X500DistinguishedName ToDistinguishedName()
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var organization in Organizations) builder.AddOrganizationName(organization);
        builder.AddCommonName(CommonName);
        return builder.Build();
    }
}
