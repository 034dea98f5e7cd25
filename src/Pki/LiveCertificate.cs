using System.Security.Cryptography.X509Certificates;

namespace Timonier.Pki;

/// <summary>
/// A certificate on disk and in use. Whoever shows it asks for <see cref="Current"/> at every handshake, so a
/// renewed one needs no restart; connections that stand keep the one they were made with.
/// </summary>
public sealed class LiveCertificate : IRenewable
{
    private readonly Func<IssuedCertificate> loadOrIssue;
    private volatile X509Certificate2 current;

    /// <param name="name">For people who read logs.</param>
    /// <param name="loadOrIssue">Answers the present certificate, or a new one when it is due; see <see cref="CertificateFile"/>.</param>
    public LiveCertificate(string name, Func<IssuedCertificate> loadOrIssue)
    {
        Name = name;
        this.loadOrIssue = loadOrIssue;
        current = loadOrIssue().ToX509();
    }

    public string Name { get; }
    public X509Certificate2 Current => current;
    public DateTimeOffset RenewAt => CertificateFile.RenewalOf(current);

    public Task RenewAsync(CancellationToken cancellation)
    {
        current = loadOrIssue().ToX509();
        return Task.CompletedTask;
    }
}
