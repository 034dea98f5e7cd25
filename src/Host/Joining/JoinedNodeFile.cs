using System.Net;
using System.Text;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>Keeps what joining gave, so that a restarted agent needs neither token nor server to come up.</summary>
internal static class JoinedNodeFile
{
    public static async Task<JoinedNode> LoadOrJoinAsync(ServerConfig config, IPAddress address, CancellationToken cancellation)
    {
        var path = Path.Combine(config.DataDir, "joined.json");
        if (File.Exists(path)) return Read(Document.Parse(await File.ReadAllBytesAsync(path, cancellation)).Root);
        if (!Uri.TryCreate(config.Server, UriKind.Absolute, out var server) || server.Scheme != Uri.UriSchemeHttps)
            throw new ConfigException("--server is needed to join, for example --server https://10.0.0.5:6443");
        if (config.Token.Length == 0) throw new ConfigException("--token is needed to join; 'timonier token' on the server prints it");
        var joined = await JoinClient.JoinAsync(server, JoinTokenOf(config.Token), config.NodeName, [address], cancellation);
        SecretFile.Write(path, Encoding.UTF8.GetString(Written(joined).ToDocument().Utf8.Span));
        return joined;
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
