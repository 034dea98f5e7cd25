using Microsoft.AspNetCore.Http;
using Timonier.Documents;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>
/// Says to everybody who signs this server's certificates. A node that joins believes it only when the hash in its
/// token is of the same key; it needs to ask here since it trusts nobody yet, and may be asked for credentials nowhere.
/// </summary>
internal static class AuthorityEndpoint
{
    public const string Path = "/timonier/v1/authorities";

    public static async Task HandleAsync(HttpContext context, CertificateAuthority server)
    {
        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(new DraftObject { ["server"] = server.CertificatePem }.ToDocument().Utf8, context.RequestAborted);
    }
}
