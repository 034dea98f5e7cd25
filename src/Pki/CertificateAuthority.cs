using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>
/// Signs certificates for one purpose. Keys are P-256: small, and fast enough to make at first start.
/// A CA lives ten years, what it signs one year. It is renewed with its key and name: what the old certificate
/// signed holds under the new one and the other way round, so that nobody has to learn of it for three years.
/// </summary>
public sealed partial class CertificateAuthority
{
    public static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    // Certificates start a little in the past, so that a machine whose clock is slightly behind accepts them.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private readonly string certificatePath;
    private readonly TimeProvider time;
    private readonly ECDsa key;
    private volatile Held held;

    private CertificateAuthority(string name, string certificatePath, ECDsa key, string pem, TimeProvider time)
    {
        (Name, this.certificatePath, this.key, this.time) = (name, certificatePath, key, time);
        held = new Held(pem);
    }

    public string CertificatePem => held.Pem;

    /// <summary>The CA's certificate without its key, for trust lists. It is shared: nobody disposes of it.</summary>
    public X509Certificate2 Certificate => held.Certificate;

    /// <summary>Reads <c>NAME.crt</c> and <c>NAME.key</c> from the folder, or makes what is not there or no longer lasts.</summary>
    public static CertificateAuthority LoadOrCreate(string directory, string name, TimeProvider time)
    {
        var (certificatePath, keyPath) = (Path.Combine(directory, name + ".crt"), Path.Combine(directory, name + ".key"));
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(certificatePath) && File.Exists(keyPath))
        {
            key.ImportFromPem(File.ReadAllText(keyPath));
            var present = new CertificateAuthority(name, certificatePath, key, File.ReadAllText(certificatePath), time);
            if (present.RenewAt <= time.GetUtcNow()) present.Renew();
            return present;
        }
        SecretFile.Write(keyPath, key.ExportPkcs8PrivateKeyPem() + "\n");
        var pem = SelfSigned(new CertificateSubject($"timonier-{name}").ToDistinguishedName(), key, time);
        SecretFile.Write(certificatePath, pem);
        return new CertificateAuthority(name, certificatePath, key, pem, time);
    }

    public IssuedCertificate IssueServer(CertificateSubject subject) => IssueWithNewKey(subject, "1.3.6.1.5.5.7.3.1");

    public IssuedCertificate IssueClient(CertificateSubject subject) => IssueWithNewKey(subject, "1.3.6.1.5.5.7.3.2");

    private IssuedCertificate IssueWithNewKey(CertificateSubject subject, string usage)
    {
        using var leaf = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = subject.RequestFor(leaf);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        var now = time.GetUtcNow();
        return new IssuedCertificate(Sign(request, now - ClockSkew, now + LeafLifetime), leaf.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>Signs what somebody else has decided to vouch for; it never outlives the CA itself.</summary>
    public string Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        var certificate = held.Certificate;
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        // The key asked for may be of another kind than ours, so the signature is made with a generator of our own kind.
        var end = notAfter < certificate.NotAfter ? notAfter : certificate.NotAfter;
        using var signed = request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), notBefore, end, serial);
        return signed.ExportCertificatePem() + "\n";
    }
}
