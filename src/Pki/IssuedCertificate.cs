using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>A certificate and its private key, both as PEM text.</summary>
public sealed record IssuedCertificate(string CertificatePem, string KeyPem)
{
    /// <summary>The pair in the form TLS wants it.</summary>
    public X509Certificate2 ToX509() => X509Certificate2.CreateFromPem(CertificatePem, KeyPem);
}
