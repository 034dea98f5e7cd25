using Microsoft.AspNetCore.Http;
using Timonier.Api.History;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    private const string KnownGroup = "system:authenticated";

    /// <summary>
    /// <c>/timonier/history</c> says how far the history reaches, to anyone whom it knows; before the path of an object or
    /// of a collection it says what became of those, to whoever may get or list them.
    /// </summary>
    private async Task ServeHistoryAsync(HttpContext context, UserInfo user, string path, CancellationToken cancellation)
    {
        var (answer, failure) = await HistoryAsync(context, user, path, cancellation);
        if ((failure ?? answer!.Failure) is { } refused) await AnswerWriter.WriteAsync(context, refused, cancellation);
        else await AnswerWriter.WriteDocumentAsync(context, 200, answer!.Document, cancellation);
    }

    private async Task<(ApiAnswer? Answer, Status? Failure)> HistoryAsync(HttpContext context, UserInfo user, string path, CancellationToken cancellation)
    {
        // 1 may they
        var place = RequestPath.Parse(path[ChangeHistory.Path.Length..]);
        if (place is null)
        {
            if (path.Length > ChangeHistory.Path.Length) return (null, Status.UnknownResource());
            if (!user.Groups.Contains(KnownGroup)) return (null, Status.Unauthorized());
        }
        var (call, refused) = place is null ? (null, null) : await AllowAsync(context, user, place, place.Name.Length > 0 ? "get" : "list", cancellation);
        if (refused is not null) return (null, refused);

        // 2 is there such a thing
        if (place is not null && (core.Catalogue.Find(place.Resource) is not { } kind || place.Subresource.Length > 0 || Misrouted(kind, place, call!.Verb, "GET") is not null))
            return (null, Status.UnknownResource());
        if (context.Request.Method is not "GET") return (null, Status.MethodNotAllowed());

        // 3 tell
        var (start, wrong) = HistoryStart.Of(context.Request.Query);
        if (wrong is not null) return (null, wrong);
        return (call is null ? await core.HistoryAsync(start, cancellation) : await core.HistoryAsync(call, start, cancellation), null);
    }
}
