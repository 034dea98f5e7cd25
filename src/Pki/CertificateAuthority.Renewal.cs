using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

public sealed partial class CertificateAuthority : IRenewable
{
    public string Name { get; }

    public DateTimeOffset RenewAt => CertificateFile.RenewalOf(held.Certificate);

    public Task RenewAsync(CancellationToken cancellation)
    {
        Renew();
        return Task.CompletedTask;
    }

    private void Renew()
    {
        var pem = SelfSigned(held.Certificate.SubjectName, key, time);
        SecretFile.Write(certificatePath, pem);
        held = new Held(pem);
    }

    private static string SelfSigned(X500DistinguishedName name, ECDsa key, TimeProvider time)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        var now = time.GetUtcNow();
        using var made = request.CreateSelfSigned(now - ClockSkew, now + Lifetime);
        return made.ExportCertificatePem() + "\n";
    }

    private sealed record Held(string Pem)
    {
        public X509Certificate2 Certificate { get; } = X509Certificate2.CreateFromPem(Pem);
    }
}
