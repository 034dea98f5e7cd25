using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>What every node of the cluster must know alike; it stands in a ConfigMap that nodes may read.</summary>
internal sealed record NodeSettings
{
    public const string Place = "kube-system";
    public const string ConfigMap = "timonier-nodes";

    public required string ServerAuthorityPem { get; init; }

    /// <summary>Who signs the clients that the node's own endpoint accepts.</summary>
    public required string ClientAuthorityPem { get; init; }
    public required string ClusterCidr { get; init; }
    public required string ServiceCidr { get; init; }
    public required string ClusterDomain { get; init; }
    public required string NodePortFirst { get; init; }
    public required string NodePortLast { get; init; }

    public static NodeSettings Of(ServerConfig config, ClusterAuthorities authorities) => new()
    {
        ServerAuthorityPem = authorities.Server.CertificatePem,
        ClientAuthorityPem = authorities.Client.CertificatePem,
        ClusterCidr = config.ClusterCidr.ToString(),
        ServiceCidr = config.ServiceCidr.ToString(),
        ClusterDomain = config.ClusterDomain,
        NodePortFirst = $"{config.NodePortFirst}",
        NodePortLast = $"{config.NodePortLast}",
    };

    /// <exception cref="ConfigException">The server does not give them to this node.</exception>
    public static async Task<NodeSettings> AskAsync(IClusterClient client, CancellationToken cancellation)
    {
        var answer = await client.GetAsync(CoreResources.ConfigMaps, Place, ConfigMap, cancellation: cancellation);
        return answer.IsSuccess ? Read(answer.Value.Root["data"u8]) : throw new ConfigException($"the server refuses this node: {answer.Failure.Message}");
    }

    public static NodeSettings Read(Documents.Node data) => new()
    {
        ServerAuthorityPem = data["serverAuthority"u8].AsString(),
        ClientAuthorityPem = data["clientAuthority"u8].AsString(),
        ClusterCidr = data["clusterCidr"u8].AsString(),
        ServiceCidr = data["serviceCidr"u8].AsString(),
        ClusterDomain = data["clusterDomain"u8].AsString(),
        NodePortFirst = data["nodePortFirst"u8].AsString(),
        NodePortLast = data["nodePortLast"u8].AsString(),
    };

    public DraftObject ToDraft() => new()
    {
        ["serverAuthority"] = ServerAuthorityPem,
        ["clientAuthority"] = ClientAuthorityPem,
        ["clusterCidr"] = ClusterCidr,
        ["serviceCidr"] = ServiceCidr,
        ["clusterDomain"] = ClusterDomain,
        ["nodePortFirst"] = NodePortFirst,
        ["nodePortLast"] = NodePortLast,
    };
}
