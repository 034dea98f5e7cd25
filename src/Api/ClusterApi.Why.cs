using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    private const string WhyPath = "/timonier/why/";
    private readonly Func<string, string, CancellationToken, Task<Document?>> explain;

    /// <summary><c>/timonier/why/NAMESPACE/POD</c> says why a pod waits, to whoever may get the pod.</summary>
    private async Task ServeWhyAsync(HttpContext context, UserInfo user, string path, CancellationToken cancellation)
    {
        if (path[WhyPath.Length..].Split('/') is not [{ Length: > 0 } space, { Length: > 0 } name] || RequestPath.Parse($"/api/v1/namespaces/{space}/pods/{name}") is not { } place)
        {
            await AnswerWriter.WriteAsync(context, Status.UnknownResource(), cancellation);
            return;
        }
        var (_, refused) = await AllowAsync(context, user, place, "get", cancellation);
        if (refused is null && context.Request.Method is not "GET") refused = Status.MethodNotAllowed();
        if (refused is null && await explain(space, name, cancellation) is { } told)
        {
            await AnswerWriter.WriteDocumentAsync(context, 200, told, cancellation);
            return;
        }
        refused ??= (await For(user).GetAsync(CoreResources.Pods, space, name, cancellation: cancellation)).Failure
            ?? Status.ServiceUnavailable("the scheduler of this server does not decide now; ask the server that does");
        await AnswerWriter.WriteAsync(context, refused, cancellation);
    }
}
