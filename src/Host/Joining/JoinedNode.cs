using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>What a node has after joining, kept in its data folder.</summary>
internal sealed record JoinedNode
{
    public required Uri Server { get; init; }
    public required string ServerAuthorityPem { get; init; }

    /// <summary>Who signs the clients that the node's own endpoint accepts.</summary>
    public required string ClientAuthorityPem { get; init; }
    public required IssuedCertificate Client { get; init; }
    public required IssuedCertificate Serving { get; init; }
    public required string ClusterCidr { get; init; }
    public required string ServiceCidr { get; init; }
    public required string ClusterDomain { get; init; }
    public required string NodePortRange { get; init; }
}
