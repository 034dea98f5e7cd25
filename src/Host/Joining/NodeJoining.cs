using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Timonier.Client.Http;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>How a machine becomes a node: by a token the first time, by what it has kept ever after.</summary>
internal sealed class NodeJoining
{
    // A node must come up while its server is away: what it has kept is good enough then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly ServerConfig config;
    private readonly TimeProvider time;
    private readonly string path;

    public NodeJoining(ServerConfig config, IPAddress address, TimeProvider time)
    {
        (this.config, this.time) = (config, time);
        path = Path.Combine(config.DataDir, "joined.json");
        Client = new NodeCertificate(Path.Combine(config.PkiDirectory, "kubelet-client.pem"), CertificateOrder.Client(config.NodeName), time);
        Serving = new NodeCertificate(Path.Combine(config.PkiDirectory, "kubelet-serving.pem"), CertificateOrder.Serving(config.NodeName, address), time);
    }

    public NodeCertificate Client { get; }
    public NodeCertificate Serving { get; }

    /// <exception cref="ConfigException">The settings do not say how to join, or the server refuses.</exception>
    public async Task<JoinedNode> LoadOrJoinAsync(CancellationToken cancellation)
    {
        var kept = JoinedNode.Read(path);
        if (kept is not null && Client.Holds) return await RefreshedAsync(config.Server.Length > 0 ? kept with { Server = ServerOf(config) } : kept, cancellation);
        // Off for longer than a certificate lives: nothing speaks for this node any more but a token.
        if (kept is not null && config.Token.Length == 0)
            throw new ConfigException("this node's certificate has ended; start the agent once with --token, as printed by 'timonier token' on the server");
        return await JoinAsync(ServerOf(config), cancellation);
    }

    /// <summary>As the node itself; the caller owns the connection.</summary>
    public HttpClient Connect(JoinedNode joined) => Connect(joined.Server, X509Certificate2.CreateFromPem(joined.Settings.ServerAuthorityPem));

    private async Task<JoinedNode> JoinAsync(Uri server, CancellationToken cancellation)
    {
        if (config.Token.Length == 0) throw new ConfigException("--token is needed to join; 'timonier token' on the server prints it");
        var token = TokenOf(config.Token);

        // 1. Who signs this server's certificates: believed only when it is who the token names.
        var authority = await AuthorityAsync(server, cancellation);
        if (JoinToken.HashOf(authority) != token.AuthorityHash) throw new ConfigException($"the server at {server} is not the one that the token is for");

        // 2. Over a connection that only that authority's server can hold, the token gets the node its certificate.
        using (var asJoiner = (EndpointOf(server, authority) with { Token = () => token.Secret }).CreateHttpClient())
            await Client.ObtainAsync(new HttpClusterClient(asJoiner), cancellation);

        // 3. As that node it learns the rest.
        using var asNode = Connect(server, authority);
        return Keep(new JoinedNode(server, await NodeSettings.AskAsync(new HttpClusterClient(asNode), cancellation)));
    }

    private async Task<JoinedNode> RefreshedAsync(JoinedNode kept, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        using var http = Connect(kept);
        try
        {
            return Keep(kept with { Settings = await NodeSettings.AskAsync(new HttpClusterClient(http), either.Token) });
        }
        catch (Exception e) when (e is ConfigException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return kept;
        }
    }

    private HttpClient Connect(Uri server, X509Certificate2 authority) =>
        (EndpointOf(server, authority) with { Certificate = () => Client.Current }).CreateHttpClient();

    private JoinedNode Keep(JoinedNode joined)
    {
        joined.Write(path);
        return joined;
    }

    private ClusterEndpoint EndpointOf(Uri server, X509Certificate2 authority) =>
        new(server) { Trusts = shown => CertificateTrust.IsSignedBy(shown, authority, time) };

    private static async Task<X509Certificate2> AuthorityAsync(Uri server, CancellationToken cancellation)
    {
#pragma warning disable CA5359 // Nothing is believed that comes over this connection before its hash is compared.
        using var anyone = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
#pragma warning restore CA5359
        var answer = await anyone.GetByteArrayAsync(new Uri(server, AuthorityEndpoint.Path), cancellation);
        return X509Certificate2.CreateFromPem(Document.Parse(answer).Root["server"u8].AsString());
    }

    private static Uri ServerOf(ServerConfig config) => Uri.TryCreate(config.Server, UriKind.Absolute, out var server) && server.Scheme == Uri.UriSchemeHttps
        ? server
        : throw new ConfigException("--server is needed to join, for example --server https://10.0.0.5:6443");

    private static JoinToken TokenOf(string text)
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
}
