using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Node.Streams;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>
/// Lets into a node's endpoint only members of system:masters that the cluster's client CA vouches for: the API
/// server, which has already asked whether its caller may. Health alone is open.
/// </summary>
internal sealed class KubeletDoor(KubeletApi endpoint, NodeIdentity identity, TimeProvider time)
{
    public Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/healthz")
        {
            var certificate = context.Connection.ClientCertificate;
            if (certificate is null || !CertificateTrust.IsSignedBy(certificate, identity.ClientAuthority, time)) return RefuseAsync(context, StatusCodes.Status401Unauthorized, "Unauthorized");
            if (RequestAuthenticator.UserOf(certificate)?.Groups.Contains("system:masters") != true) return RefuseAsync(context, StatusCodes.Status403Forbidden, "Forbidden");
        }
        return endpoint.HandleAsync(context);
    }

    private static Task RefuseAsync(HttpContext context, int code, string text)
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
