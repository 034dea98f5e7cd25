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
internal static class JoinClient
{
    /// <exception cref="ConfigException">The server is not the token's, or refuses the node.</exception>
    public static async Task<JoinedNode> JoinAsync(Uri server, JoinToken token, string nodeName, IReadOnlyList<IPAddress> addresses, CancellationToken cancellation)
    {
        // 1. Ask anyone who answers for the authority, and believe it only when its hash is the token's.
        string authorityPem;
#pragma warning disable CA5359 // Nothing is believed that comes over this connection before its hash is compared below.
        using (var anyone = ClientFor(server, (_, _, _, _) => true))
#pragma warning restore CA5359
            authorityPem = Document.Parse(await anyone.GetByteArrayAsync(JoinEndpoint.AuthoritiesPath, cancellation)).Root["server"u8].AsString();
        if (JoinToken.HashOf(authorityPem) != token.AuthorityHash)
            throw new ConfigException($"the server at {server} is not the one that the token is for");

        // 2. Make two keys here and have them signed; the keys never leave the machine.
        using var authority = X509Certificate2.CreateFromPem(authorityPem);
        using var trusted = ClientFor(server, (_, shown, _, errors) =>
            (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) == SslPolicyErrors.None
            && shown is X509Certificate2 certificate && CertificateTrust.IsSignedBy(certificate, authority, TimeProvider.System));
        using var clientKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var servingKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var answer = await EnrolAsync(trusted, token, new DraftObject
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

    private static async Task<Documents.Node> EnrolAsync(HttpClient client, JoinToken token, DraftObject body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, JoinEndpoint.NodesPath) { Content = new ReadOnlyMemoryContent(body.ToDocument().Utf8) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Secret);
        using var response = await client.SendAsync(request, cancellation);
        var answer = Document.Parse(await response.Content.ReadAsByteArrayAsync(cancellation)).Root;
        return response.IsSuccessStatusCode
            ? answer
            : throw new ConfigException($"the server refuses this node: {answer["message"u8].AsString()}");
    }

    private static string RequestFor(ECDsa key) => new CertificateRequest("CN=timonier-node", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();

    private static HttpClient ClientFor(Uri server, RemoteCertificateValidationCallback validate) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = validate },
    })
    {
        BaseAddress = server,
        Timeout = TimeSpan.FromSeconds(15),
    };
}
