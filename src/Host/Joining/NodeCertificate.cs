using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.Contracts.Cluster;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>One of the certificates of a node that joined: in one file with its key, and in use.</summary>
internal sealed class NodeCertificate
{
    private readonly string path;
    private readonly CertificateOrder order;
    private readonly TimeProvider time;
    private volatile X509Certificate2? current;

    public NodeCertificate(string path, CertificateOrder order, TimeProvider time)
    {
        (this.path, this.order, this.time) = (path, order, time);
        current = Read();
    }

    /// <summary>Null until the cluster has given one.</summary>
    public X509Certificate2? Current => current;

    public bool Holds => current is { } certificate && certificate.NotAfter.ToUniversalTime() > time.GetUtcNow().UtcDateTime;

    public async Task ObtainAsync(IClusterClient client, CancellationToken cancellation)
    {
        var issued = await order.PlaceAsync(client, time, cancellation);
        SecretFile.Write(path, issued.CertificatePem + issued.KeyPem);
        current = issued.ToX509();
    }

    /// <summary>What is in the file, if it is for the names that are asked for now; the node's address may have changed.</summary>
    private X509Certificate2? Read()
    {
        if (!File.Exists(path)) return null;
        try
        {
            var text = File.ReadAllText(path);
            var kept = X509Certificate2.CreateFromPem(text, text);
            return CertificateFile.Names(kept, order.Subject) ? kept : null;
        }
        catch (CryptographicException)
        {
            // A file that cannot be read is one that is not there: the cluster gives another.
            return null;
        }
    }
}
