using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Discovery;
using Timonier.Api.Health;
using Timonier.Api.Pipeline;
using Timonier.Api.Subresources;
using Timonier.Api.Tables;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    /// <summary>Answers one HTTP request; nothing but a broken environment leaves it as an exception.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        try
        {
            await RouteAsync(context, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer.
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // A body that is not what its headers promised: nothing of ours has failed.
            await AnswerWriter.WriteAsync(context, Status.BadRequest(e.Message), cancellation);
        }
        catch (Exception e)
        {
            LogFailure(context.Request.Method, context.Request.Path.Value ?? "", e);
            if (context.Response.HasStarted) context.Abort();
            else await AnswerWriter.WriteAsync(context, Status.InternalError(e.Message), cancellation);
        }
    }

    private async Task RouteAsync(HttpContext context, CancellationToken cancellation)
    {
        // 1 who
        var path = context.Request.Path.Value ?? "/";
        var authentication = await authenticator.AuthenticateAsync(context, cancellation);
        if (authentication.User is not { } sender)
        {
            await AnswerWriter.WriteAsync(context, Status.Unauthorized(), cancellation);
            return;
        }
        var (user, refused) = await impersonation.ApplyAsync(context.Request, sender, cancellation);
        if (user is null)
        {
            await AnswerWriter.WriteAsync(context, refused!, cancellation);
            return;
        }

        // 2 what
        if (RequestPath.Parse(path) is { } place) await ServeResourceAsync(context, user, place, cancellation);
        else await ServePathAsync(context, user, path, cancellation);
    }

    private static bool IsPublic(string path) => HealthAnswers.IsOpen(path) || path is "/version" or "/version/";

    private async Task ServePathAsync(HttpContext context, UserInfo user, string path, CancellationToken cancellation)
    {
        if (!IsPublic(path))
        {
            var attributes = new AuthorizationAttributes { User = user, Verb = context.Request.Method.ToLowerInvariant(), NonResourcePath = path };
            if (await core.RefusalAsync(attributes, cancellation) is { } refused)
            {
                await AnswerWriter.WriteAsync(context, refused, cancellation);
                return;
            }
        }
        path = path.Length > 1 ? path.TrimEnd('/') : path;
        if (HealthAnswers.Answers(path)) await health.WriteAsync(context, cancellation);
        else if (path == "/metrics") await AnswerWriter.WriteTextAsync(context, metrics.Text(reads.Count, writes.Count, await store.SizeAsync(cancellation)), cancellation);
        else if (issuer?.Find(path) is { } told) await AnswerWriter.WriteBytesAsync(context, 200, told.ContentType, told.Utf8, cancellation, IssuerDocuments.CacheControl);
        else if (OpenApiAnswers.Answers(path)) await openApi.WriteAsync(context, path, cancellation);
        else if (WantsAggregated(context.Request) && discovery.Current.Aggregated(path) is { } found) await AggregatedAsync(context, found.Json, found.Tag, cancellation);
        else if (path is "/" or "/index.html") await AnswerWriter.WriteBytesAsync(context, 200, "application/json", discovery.Current.Index, cancellation);
        else if (path == "/version") await AnswerWriter.WriteBytesAsync(context, 200, "application/json", discovery.Current.Version, cancellation);
        else if (discovery.Current.Plain(path) is { } plain) await AnswerWriter.WriteDocumentAsync(context, 200, plain, cancellation);
        else await AnswerWriter.WriteAsync(context, Status.UnknownResource(), cancellation);
    }

    // The first clause that can be answered decides; older forms of this document are no longer given.
    private static bool WantsAggregated(HttpRequest request) => AcceptClause.ParseAll(request.Headers.Accept.ToString())
        .FirstOrDefault(c => !c.Converts || DiscoveryDocuments.IsAggregated(c)) is { Converts: true };

    private static async Task AggregatedAsync(HttpContext context, ReadOnlyMemory<byte> json, string tag, CancellationToken cancellation)
    {
        context.Response.Headers.ETag = tag;
        context.Response.Headers.Vary = "Accept";
        if (context.Request.Headers.IfNoneMatch == tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        await AnswerWriter.WriteBytesAsync(context, 200, DiscoveryDocuments.AggregatedType, json, cancellation);
    }

    private async Task ServeResourceAsync(HttpContext context, UserInfo user, RequestPath place, CancellationToken cancellation)
    {
        var verb = VerbOf(context.Request, place);
        var started = time.GetTimestamp();
        var isLong = verb == "watch" || place.Subresource is "log" or "exec" or "attach" or "portforward" or "proxy";
        var gate = verb is "get" or "list" or "watch" ? reads : writes;
        if (!isLong && !gate.TryEnter())
        {
            await AnswerWriter.WriteAsync(context, Status.TooManyRequests("Too many requests, please try again later."), cancellation);
            return;
        }
        try
        {
            await ServeAsync(context, user, place, verb, cancellation);
        }
        finally
        {
            if (!isLong) gate.Leave();
            var labels = RequestLabels.Of(place, verb, core.Catalogue.Find(place.Resource) is not null, context.Request.Query["dryRun"].Contains("All"));
            metrics.Record(labels, context.Response.StatusCode, time.GetElapsedTime(started));
        }
    }

    // What the agent's own paths do to a pod is no reading, whatever the method is called.
    private static bool RunsOnNode(RequestPath place) => place is { Resource: { Group: "", Plural: "nodes" }, Subresource: "proxy" }
        && place.Rest.Split('/')[0].ToLowerInvariant() is "exec" or "attach" or "portforward" or "run" or "cri";

    private static string VerbOf(HttpRequest request, RequestPath place)
    {
        var named = place.Name.Length > 0;
        var streams = place.Subresource is "exec" or "attach" or "portforward" || RunsOnNode(place);
        return request.Method switch
        {
            _ when place.Watches => "watch",
            // Opening a stream into a pod is creating something in it, whatever the method.
            _ when streams => "create",
            "GET" or "HEAD" when named => "get",
            "GET" or "HEAD" => QueryText.Truth(request.Query, "watch") == true ? "watch" : "list",
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => named ? "delete" : "deletecollection",
            _ => request.Method.ToLowerInvariant(),
        };
    }
}
