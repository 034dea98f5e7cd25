using Timonier.Contracts.Cluster;
using Timonier.Host.Joining;
using Timonier.Pki;

namespace Timonier.Host.Renewals;

/// <summary>A node's certificate, for which the node asks its cluster: at once when it has none.</summary>
internal sealed class RenewedByCluster(string name, NodeCertificate certificate, IClusterClient client) : IRenewable
{
    public string Name => name;
    public DateTimeOffset RenewAt => certificate.Current is { } current ? CertificateFile.RenewalOf(current) : DateTimeOffset.MinValue;
    public Task RenewAsync(CancellationToken cancellation) => certificate.ObtainAsync(client, cancellation);
}
