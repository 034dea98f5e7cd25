using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>
/// A certificate on disk that is made again when it is missing, past two thirds of its life, no longer covers
/// what it must, or was signed by a CA that has since been replaced.
/// </summary>
public static class CertificateFile
{
    public static IssuedCertificate LoadOrIssue(string directory, string name, CertificateAuthority authority, TimeProvider time, CertificateSubject subject, bool server)
    {
        var certificatePath = Path.Combine(directory, name + ".crt");
        var keyPath = Path.Combine(directory, name + ".key");
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            var present = new IssuedCertificate(File.ReadAllText(certificatePath), File.ReadAllText(keyPath));
            if (IsGood(present, authority, time, subject)) return present;
        }
        var issued = server ? authority.IssueServer(subject) : authority.IssueClient(subject);
        SecretFile.Write(keyPath, issued.KeyPem);
        SecretFile.Write(certificatePath, issued.CertificatePem);
        return issued;
    }

    /// <summary>Two thirds of its life: early enough that a month of failing renewals still does no harm.</summary>
    public static DateTimeOffset RenewalOf(X509Certificate2 certificate) =>
        certificate.NotBefore.ToUniversalTime() + ((certificate.NotAfter - certificate.NotBefore) * (2.0 / 3));

    /// <summary>Whether a certificate is for this subject and good for all its names; it may be good for more.</summary>
    public static bool Names(X509Certificate2 certificate, CertificateSubject subject)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        var dns = names?.EnumerateDnsNames().ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        var addresses = names?.EnumerateIPAddresses().ToHashSet() ?? [];
        return subject.DnsNames.All(dns.Contains) && subject.Addresses.All(addresses.Contains)
            && certificate.SubjectName.RawData.AsSpan().SequenceEqual(subject.ToDistinguishedName().RawData);
    }

    private static bool IsGood(IssuedCertificate present, CertificateAuthority authority, TimeProvider time, CertificateSubject subject)
    {
        using var certificate = X509Certificate2.CreateFromPem(present.CertificatePem);
        if (time.GetUtcNow() >= RenewalOf(certificate)) return false;
        if (!CertificateTrust.IsSignedBy(certificate, authority.Certificate, time)) return false;
        return Names(certificate, subject);
    }
}
