using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>
/// Signs certificates for one purpose. Keys are P-256: small, and fast enough to make at first start.
/// A CA lives ten years, what it signs one year.
/// </summary>
public sealed class CertificateAuthority
{
    public static readonly TimeSpan LeafLifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    // Certificates start a little in the past, so that a machine whose clock is slightly behind accepts them.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);
    private readonly X509Certificate2 certificate;
    private readonly TimeProvider time;

    private CertificateAuthority(X509Certificate2 certificate, string pem, TimeProvider time)
    {
        this.certificate = certificate;
        this.time = time;
        CertificatePem = pem;
    }

    public string CertificatePem { get; }

    /// <summary>The CA's certificate without its key, for trust lists.</summary>
    public X509Certificate2 Certificate => X509Certificate2.CreateFromPem(CertificatePem);

    /// <summary>Reads <c>NAME.crt</c> and <c>NAME.key</c> from the folder, or makes them when they are not there.</summary>
    public static CertificateAuthority LoadOrCreate(string directory, string name, TimeProvider time)
    {
        var (certificatePath, keyPath) = PathsOf(directory, name);
        if (!File.Exists(certificatePath) || !File.Exists(keyPath))
        {
            var made = Create($"timonier-{name}", time);
            SecretFile.Write(keyPath, made.KeyPem);
            SecretFile.Write(certificatePath, made.CertificatePem);
        }
        var pem = File.ReadAllText(certificatePath);
        return new CertificateAuthority(X509Certificate2.CreateFromPem(pem, File.ReadAllText(keyPath)), pem, time);
    }

    public IssuedCertificate IssueServer(CertificateSubject subject) => IssueWithNewKey(subject, "1.3.6.1.5.5.7.3.1");

    public IssuedCertificate IssueClient(CertificateSubject subject) => IssueWithNewKey(subject, "1.3.6.1.5.5.7.3.2");

    /// <summary>
    /// Signs the public key of a request. Its names are not taken over: <paramref name="subject"/> says what the
    /// signer has decided to vouch for.
    /// </summary>
    /// <exception cref="CryptographicException">The request is malformed or its signature is wrong.</exception>
    public string SignServerRequest(string requestPem, CertificateSubject subject) => Sign(PublicKeyOf(requestPem), subject, "1.3.6.1.5.5.7.3.1");

    /// <inheritdoc cref="SignServerRequest"/>
    public string SignClientRequest(string requestPem, CertificateSubject subject) => Sign(PublicKeyOf(requestPem), subject, "1.3.6.1.5.5.7.3.2");

    private static PublicKey PublicKeyOf(string requestPem) =>
        CertificateRequest.LoadSigningRequestPem(requestPem, HashAlgorithmName.SHA256).PublicKey;

    private IssuedCertificate IssueWithNewKey(CertificateSubject subject, string usage)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new IssuedCertificate(Sign(new PublicKey(key), subject, usage), key.ExportPkcs8PrivateKeyPem());
    }

    private string Sign(PublicKey key, CertificateSubject subject, string usage)
    {
        var request = new CertificateRequest(subject.ToDistinguishedName(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (subject.DnsNames.Count + subject.Addresses.Count > 0)
        {
            var names = new SubjectAlternativeNameBuilder();
            foreach (var name in subject.DnsNames) names.AddDnsName(name);
            foreach (var address in subject.Addresses) names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }
        var now = time.GetUtcNow();
        return Sign(request, now - ClockSkew, now + LeafLifetime);
    }

    /// <summary>Signs what somebody else has decided to vouch for; it never outlives the CA itself.</summary>
    public string Sign(CertificateRequest request, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        // The key asked for may be of another kind than ours, so the signature is made with a generator of our own kind.
        using var key = certificate.GetECDsaPrivateKey()!;
        var end = notAfter < certificate.NotAfter ? notAfter : certificate.NotAfter;
        using var signed = request.Create(certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), notBefore, end, serial);
        return signed.ExportCertificatePem() + "\n";
    }

    private static IssuedCertificate Create(string commonName, TimeProvider time)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(new CertificateSubject(commonName).ToDistinguishedName(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now - ClockSkew, now + Lifetime);
        return new IssuedCertificate(made.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static (string Certificate, string Key) PathsOf(string directory, string name) =>
        (Path.Combine(directory, name + ".crt"), Path.Combine(directory, name + ".key"));
}
