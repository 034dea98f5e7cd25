using System.Security.Cryptography.X509Certificates;
using Timonier.Host.Joining;
using Timonier.Pki;

namespace Timonier.Host.Renewals;

/// <summary>The two certificates of a joined node, which its server signs anew for whoever holds the old client key.</summary>
internal sealed class JoinedCertificates : IRenewable
{
    private readonly Func<JoinedNode, CancellationToken, Task<JoinedNode>> renew;
    private volatile Held held;

    public JoinedCertificates(JoinedNode joined, Func<JoinedNode, CancellationToken, Task<JoinedNode>> renew)
    {
        this.renew = renew;
        held = new Held(joined);
    }

    public string Name => "of the node";
    public X509Certificate2 Client => held.Client;
    public X509Certificate2 Serving => held.Serving;
    public DateTimeOffset RenewAt => CertificateFile.RenewalOf(held.Client);

    public async Task RenewAsync(CancellationToken cancellation) => held = new Held(await renew(held.Joined, cancellation));

    private sealed record Held(JoinedNode Joined)
    {
        public X509Certificate2 Client { get; } = Joined.Client.ToX509();
        public X509Certificate2 Serving { get; } = Joined.Serving.ToX509();
    }
}
