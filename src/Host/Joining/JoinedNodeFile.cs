using System.Net;
using System.Text;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>Keeps what joining gave, so that a restarted agent needs neither token nor server to come up.</summary>
internal sealed class JoinedNodeFile(ServerConfig config, IPAddress address, TimeProvider time)
{
    private readonly string path = Path.Combine(config.DataDir, "joined.json");

    public async Task<JoinedNode> LoadOrJoinAsync(CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            var present = Read(Document.Parse(await File.ReadAllBytesAsync(path, cancellation)).Root);
            using var client = present.Client.ToX509();
            if (client.NotAfter.ToUniversalTime() > time.GetUtcNow()) return present;
            // Off for longer than a certificate lives: nothing speaks for this node any more but a token.
            if (config.Token.Length == 0)
                throw new ConfigException($"this node's certificate ended on {client.NotAfter:yyyy-MM-dd}; start the agent once with --token, as printed by 'timonier token' on the server");
        }
        if (!Uri.TryCreate(config.Server, UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
            throw new ConfigException("--server is needed to join, for example --server https://10.0.0.5:6443");
        if (config.Token.Length == 0) throw new ConfigException("--token is needed to join; 'timonier token' on the server prints it");
        return Keep(await ClientOf(server).JoinAsync(JoinTokenOf(config.Token), cancellation));
    }

    /// <summary>New certificates for a node that has joined, for which its present one speaks.</summary>
    public async Task<JoinedNode> RenewAsync(JoinedNode present, CancellationToken cancellation) =>
        Keep(await ClientOf(present.Server).RenewAsync(present, cancellation));

    private JoinClient ClientOf(Uri server) => new(server, config.NodeName, [address], time);

    private JoinedNode Keep(JoinedNode node)
    {
        SecretFile.Write(path, Encoding.UTF8.GetString(Written(node).ToDocument().Utf8.Span));
        return node;
    }

    private static JoinToken JoinTokenOf(string text)
    {
        try
        {
            return JoinToken.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigException(e.Message);
        }
    }

    private static DraftObject Written(JoinedNode node) => new()
    {
        ["server"] = node.Server.ToString(),
        ["serverAuthority"] = node.ServerAuthorityPem,
        ["clientAuthority"] = node.ClientAuthorityPem,
        ["client"] = node.Client.CertificatePem,
        ["clientKey"] = node.Client.KeyPem,
        ["serving"] = node.Serving.CertificatePem,
        ["servingKey"] = node.Serving.KeyPem,
        ["clusterCidr"] = node.ClusterCidr,
        ["serviceCidr"] = node.ServiceCidr,
        ["clusterDomain"] = node.ClusterDomain,
        ["nodePortRange"] = node.NodePortRange,
    };

    private static JoinedNode Read(Documents.Node file) => new()
    {
        Server = new Uri(file["server"u8].AsString()),
        ServerAuthorityPem = file["serverAuthority"u8].AsString(),
        ClientAuthorityPem = file["clientAuthority"u8].AsString(),
        Client = new IssuedCertificate(file["client"u8].AsString(), file["clientKey"u8].AsString()),
        Serving = new IssuedCertificate(file["serving"u8].AsString(), file["servingKey"u8].AsString()),
        ClusterCidr = file["clusterCidr"u8].AsString(),
        ServiceCidr = file["serviceCidr"u8].AsString(),
        ClusterDomain = file["clusterDomain"u8].AsString(),
        NodePortRange = file["nodePortRange"u8].AsString(),
    };
}
