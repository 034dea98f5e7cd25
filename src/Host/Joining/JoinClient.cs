using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>The node's side of joining; see <see cref="JoinEndpoint"/>.</summary>
internal sealed class JoinClient(Uri server, string nodeName, IReadOnlyList<IPAddress> addresses, TimeProvider time)
{
    /// <exception cref="ConfigException">The server is not the token's, or refuses the node.</exception>
    public async Task<JoinedNode> JoinAsync(JoinToken token, CancellationToken cancellation)
    {
        // 1. Ask anyone who answers for the authority, and believe it only when its hash is the token's.
        string authorityPem;
#pragma warning disable CA5359 // Nothing is believed that comes over this connection before its hash is compared below.
        using (var anyone = ClientFor((_, _, _, _) => true))
#pragma warning restore CA5359
            authorityPem = Document.Parse(await anyone.GetByteArrayAsync(JoinEndpoint.AuthoritiesPath, cancellation)).Root["server"u8].AsString();
        if (JoinToken.HashOf(authorityPem) != token.AuthorityHash)
            throw new ConfigException($"the server at {server} is not the one that the token is for");

        // 2. Over a connection that only that authority's server can hold, show the token.
        return await EnrolAsync(authorityPem, null, new AuthenticationHeaderValue("Bearer", token.Secret), cancellation);
    }

    /// <summary>New keys for the same node, for which its present certificate speaks.</summary>
    /// <exception cref="ConfigException">The server refuses the node.</exception>
    public async Task<JoinedNode> RenewAsync(JoinedNode present, CancellationToken cancellation)
    {
        using var certificate = present.Client.ToX509();
        return await EnrolAsync(present.ServerAuthorityPem, certificate, null, cancellation);
    }

    /// <summary>Makes two keys here and has them signed; the keys never leave the machine.</summary>
    private async Task<JoinedNode> EnrolAsync(string authorityPem, X509Certificate2? certificate, AuthenticationHeaderValue? authorization, CancellationToken cancellation)
    {
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        using var trusted = ClientFor((_, shown, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && shown is X509Certificate2 presented && CertificateTrust.IsSignedBy(presented, authority, time), certificate);
        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var servingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var answer = await PostAsync(trusted, authorization, new DraftObject
        {
            ["name"] = nodeName,
            ["addresses"] = new DraftArray(addresses.Select(a => (Draft)a.ToString())),
            ["clientRequest"] = RequestFor(clientKey),
            ["servingRequest"] = RequestFor(servingKey),
        }, cancellation);
        return new JoinedNode
        {
            Server = server,
            ServerAuthorityPem = authorityPem,
            ClientAuthorityPem = answer["clientAuthority"u8].AsString(),
            Client = new IssuedCertificate(answer["client"u8].AsString(), clientKey.ExportPkcs8PrivateKeyPem()),
            Serving = new IssuedCertificate(answer["serving"u8].AsString(), servingKey.ExportPkcs8PrivateKeyPem()),
            ClusterCidr = answer["clusterCidr"u8].AsString(),
            ServiceCidr = answer["serviceCidr"u8].AsString(),
            ClusterDomain = answer["clusterDomain"u8].AsString(),
            NodePortRange = answer["nodePortRange"u8].AsString(),
        };
    }

    private static async Task<Documents.Node> PostAsync(HttpClient client, AuthenticationHeaderValue? authorization, DraftObject body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, JoinEndpoint.NodesPath) { Content = new ReadOnlyMemoryContent(body.ToDocument().Utf8) };
        request.Headers.Authorization = authorization;
        using var response = await client.SendAsync(request, cancellation);
        var answer = Document.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)).Root;
        return response.IsSuccessStatusCode
            ? answer
            : throw new ConfigException($"the server refuses this node: {answer["message"u8].AsString()}");
    }

    private static string RequestFor(ECDsa key) => new CertificateRequest("CN=timonier-node", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    private HttpClient ClientFor(RemoteCertificateValidationCallback validate, X509Certificate2? certificate = null) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = validate,
            ClientCertificates = certificate is null ? null : [certificate],
        },
    })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(15),
    };
}
