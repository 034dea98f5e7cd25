using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>Whom a certificate names: in this API the common name is the user and the organizations are the groups.</summary>
public sealed record CertificateSubject(string CommonName, params IReadOnlyList<string> Organizations)
{
    /// <summary>Host names a server certificate is good for.</summary>
    public IReadOnlyList<string> DnsNames { get; init; } = [];

    /// <summary>Addresses a server certificate is good for.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>A request for a certificate of this subject and all its names.</summary>
    public CertificateRequest RequestFor(ECDsa key)
    {
        var request = new CertificateRequest(ToDistinguishedName(), key, HashAlgorithmName.SHA256);
        if (DnsNames.Count + Addresses.Count == 0) return request;
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in DnsNames) names.AddDnsName(name);
        foreach (var address in Addresses) names.AddIpAddress(address);
        request.CertificateExtensions.Add(names.Build());
        return request;
    }

    internal X500DistinguishedName ToDistinguishedName()
    {
        var builder = new X500DistinguishedNameBuilder();
        foreach (var organization in Organizations) builder.AddOrganizationName(organization);
        builder.AddCommonName(CommonName);
        return builder.Build();
    }
}
