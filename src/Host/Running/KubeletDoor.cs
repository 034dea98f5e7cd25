using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Node.Streams;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>
/// Lets into a node's endpoint only the API server, which has already asked whether its caller may. Health alone is open.
/// </summary>
internal sealed class KubeletDoor(KubeletApi endpoint, NodeIdentity identity, TimeProvider time)
{
    /// <summary>As whom the API server comes; a name without any right at the API itself.</summary>
    public const string ServerName = "kube-apiserver-kubelet-client";

    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/healthz")
        {
            var certificate = context.Connection.ClientCertificate;
            if (certificate is null || !CertificateTrust.IsSignedBy(certificate, identity.ClientAuthority(), time)) return RefuseAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
            if (RequestAuthenticator.UserOf(certificate)?.Name != ServerName) return RefuseAsync(context, StatusCodes.Status403Forbidden, "Forbidden");
        }
        return endpoint.HandleAsync(context);
    }

    private static Task RefuseAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
