using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>
/// Where a further node gets its certificates. First it reads the authorities and checks them against the hash
/// in its token; then, over TLS it now trusts, it shows the token's secret and has its two keys signed. Later it
/// comes with the certificate it got and has new keys signed for the same name.
/// </summary>
internal sealed class JoinEndpoint(ClusterAuthorities authorities, JoinToken token, ServerConfig config, TimeProvider time)
{
    public const string AuthoritiesPath = "/timonier/v1/authorities";
    public const string NodesPath = "/timonier/v1/nodes";
    private const int MaxBody = 64 * 1024;

    public static bool Handles(PathString path) => path == AuthoritiesPath || path == NodesPath;

    public async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == AuthoritiesPath && HttpMethods.IsGet(context.Request.Method))
            await AnswerAsync(context, StatusCodes.Status200OK, new DraftObject { ["server"] = authorities.Server.CertificatePem });
        else if (context.Request.Path == NodesPath && HttpMethods.IsPost(context.Request.Method))
            await EnrolAsync(context);
        else
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "method not allowed");
    }

    private async Task EnrolAsync(HttpContext context)
    {
        try
        {
            var request = (await ReadAsync(context)).Root;
            var name = request["name"u8].AsString();
            if (!HasToken(context.Request) && !IsThatNode(context.Connection.ClientCertificate, name))
            {
                await RefuseAsync(context, StatusCodes.Status401Unauthorized, "neither is the join token this cluster's, nor the certificate this node's");
                return;
            }
            var addresses = new List<IPAddress>();
            foreach (var address in request["addresses"u8].Items) addresses.Add(IPAddress.Parse(address.AsString()));
            if (!Names.IsDns1123Subdomain(name)) throw new FormatException($"'{name}' is not a valid node name");
            await AnswerAsync(context, StatusCodes.Status201Created, new DraftObject
            {
                ["client"] = authorities.Client.SignClientRequest(request["clientRequest"u8].AsString(), new CertificateSubject($"system:node:{name}", "system:nodes")),
                ["serving"] = authorities.Kubelet.SignServerRequest(request["servingRequest"u8].AsString(), new CertificateSubject($"system:node:{name}", "system:nodes")
                {
                    DnsNames = [name],
                    Addresses = addresses,
                }),
                ["clientAuthority"] = authorities.Client.CertificatePem,
                ["clusterCidr"] = config.ClusterCidr.ToString(),
                ["serviceCidr"] = config.ServiceCidr.ToString(),
                ["clusterDomain"] = config.ClusterDomain,
                ["nodePortRange"] = $"{config.NodePortFirst}-{config.NodePortLast}",
            });
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private bool HasToken(HttpRequest request)
    {
        var secret = request.Headers.Authorization.ToString();
        return secret.StartsWith("Bearer ", StringComparison.Ordinal) && token.Accepts(secret["Bearer ".Length..]);
    }

    private bool IsThatNode(X509Certificate2? shown, string name)
    {
        using var authority = authorities.Client.Certificate;
        return shown is not null && CertificateTrust.IsSignedBy(shown, authority, time) && RequestAuthenticator.UserOf(shown)?.Name == $"system:node:{name}";
    }

    private static async Task<Document> ReadAsync(HttpContext context)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await context.Request.Body.ReadAsync(body.GetMemory(4096), context.RequestAborted);
            if (read == 0) return Document.Parse(body.WrittenMemory);
            body.Advance(read);
            if (body.WrittenCount > MaxBody) throw new FormatException("the request is too large");
        }
    }

    private static Task RefuseAsync(HttpContext context, int code, string message) => AnswerAsync(context, code, new DraftObject { ["message"] = message });

    private static async Task AnswerAsync(HttpContext context, int code, DraftObject body)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(body.ToDocument().Utf8, context.RequestAborted);
    }
}
