using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Audit;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Api.Discovery;
using Timonier.Api.FlowControl;
using Timonier.Api.Health;
using Timonier.Api.History;
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
        // 1 what is asked for, and how long it may take
        var request = RequestAim.Of(context.Request);
        var (allotted, failure) = request.IsLong ? (Timeout.InfiniteTimeSpan, null) : deadlines.AllottedTo(context.Request);
        if (failure is not null)
        {
            await AnswerWriter.WriteAsync(context, failure, context.RequestAborted);
            return;
        }
        var deadline = request.IsLong ? null : deadlines.Start(allotted, context.RequestAborted);
        var cancellation = deadline?.Token ?? context.RequestAborted;
        try
        {
            await RouteAsync(context, request, allotted, cancellation);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody is left to answer.
        }
        catch (OperationCanceledException) when (deadline is { IsOver: true } && !context.Response.HasStarted)
        {
            await AnswerWriter.WriteAsync(context, request.TimedOut, context.RequestAborted);
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            // A body that is not what its headers promised: nothing of ours has failed.
            await AnswerWriter.WriteAsync(context, Status.BadRequest(e.Message), cancellation);
        }
        catch (Exception e)
        {
            // Escaped: what is sent as a path must not move the cursor of whoever reads the log.
            LogFailure(context.Request.Method, context.Request.Path.ToUriComponent(), e);
            if (context.Response.HasStarted) context.Abort();
            else await AnswerWriter.WriteAsync(context, Status.InternalError(e.Message), cancellation);
        }
        finally
        {
            if (deadline is not null) deadlines.End(deadline);
        }
    }

    private async Task RouteAsync(HttpContext context, RequestAim request, TimeSpan allotted, CancellationToken cancellation)
    {
        // 2 who
        var received = auditing is null ? default : time.GetUtcNow();
        var sender = (await authenticator.AuthenticateAsync(context, cancellation)).User;
        if (auditing is not null)
        {
            await AuditedAsync(auditing, context, request, sender, received, allotted, cancellation);
            return;
        }
        if (context.Request.Headers.TryGetValue(Auditing.IdHeader, out var id)) context.Response.Headers[Auditing.IdHeader] = id;
        await PassAsync(context, request, sender, allotted, cancellation);
    }

    private async Task PassAsync(HttpContext context, RequestAim request, UserInfo? sender, TimeSpan allotted, CancellationToken cancellation)
    {
        if (sender is null)
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
        if (user != sender) TrailOf(context)?.ActAs(user);

        // 3 when: streams are never counted, and watches until nothing is left to say at once
        if (request is { IsLong: true, Verb: not "watch" })
        {
            await ServeAsync(context, user, request, null, cancellation);
            return;
        }
        var seat = await fairness.EnterAsync(new FlowRequest(user, request.Verb, request.Place, request.Path), request.Need(context.Request), allotted, cancellation);
        TellFlow(context.Response, seat);
        if (!seat.IsStarted)
        {
            if (seat.Outcome != FlowOutcome.Cancelled) await AnswerWriter.WriteTooManyAsync(context, cancellation);
            else cancellation.ThrowIfCancellationRequested();
            return;
        }
        if (request.Verb == "watch")
        {
            using var opening = new WatchOpening(fairness, seat, request.Place!);
            await ServeAsync(context, user, request, opening, cancellation);
            return;
        }
        try
        {
            await ServeAsync(context, user, request, null, cancellation);
        }
        finally
        {
            fairness.Leave(seat);
        }
    }

    private static void TellFlow(HttpResponse response, in FlowSeat seat)
    {
        response.Headers["X-Kubernetes-PF-FlowSchema-UID"] = seat.Row.Schema.Uid;
        response.Headers["X-Kubernetes-PF-PriorityLevel-UID"] = seat.Row.Level.Spec.Uid;
    }

    private Task ServeAsync(HttpContext context, UserInfo user, RequestAim request, WatchOpening? opening, CancellationToken cancellation) =>
        request.Place is { } place ? ServeResourceAsync(context, user, place, request, opening, cancellation) : ServePathAsync(context, user, request.Path, cancellation);

    private static bool IsPublic(string path) => HealthAnswers.IsOpen(path) || path is "/version" or "/version/";

    private async Task ServePathAsync(HttpContext context, UserInfo user, string path, CancellationToken cancellation)
    {
        if (ChangeHistory.Answers(path))
        {
            await ServeHistoryAsync(context, user, path, cancellation);
            return;
        }
        if (path.StartsWith(WhyPath, StringComparison.Ordinal))
        {
            await ServeWhyAsync(context, user, path, cancellation);
            return;
        }
        if (!IsPublic(path))
        {
            var attributes = new AuthorizationAttributes { User = user, Verb = context.Request.Method.ToLowerInvariant(), NonResourcePath = path };
            if (await core.RefusalAsync(attributes, TrailOf(context), cancellation) is { } refused)
            {
                await AnswerWriter.WriteAsync(context, refused, cancellation);
                return;
            }
        }
        path = path.Length > 1 ? path.TrimEnd('/') : path;
        if (HealthAnswers.Answers(path)) await health.WriteAsync(context, cancellation);
        else if (path == "/metrics") await AnswerWriter.WriteTextAsync(context, metrics.Text(fairness, auditing?.Metrics, await store.SizeAsync(cancellation)) + storeMetrics(), cancellation);
        else if (fairness.Dump(path, context.Request.Query["includeRequestDetails"] == "1") is { } dump) await AnswerWriter.WriteTextAsync(context, dump, cancellation);
        else if (issuer?.Find(path) is { } told) await AnswerWriter.WriteBytesAsync(context, 200, told.ContentType, told.Utf8, cancellation, IssuerDocuments.CacheControl);
        else if (ownDocuments.TryGetValue(path, out var own)) await AnswerWriter.WriteDocumentAsync(context, 200, await own(cancellation), cancellation);
        else if (OpenApiAnswers.Answers(path)) await openApi.WriteAsync(context, path, cancellation);
        else await DiscoverAsync(context, user, path, cancellation);
    }

    private async Task DiscoverAsync(HttpContext context, UserInfo user, string path, CancellationToken cancellation)
    {
        var offered = await remotes.CurrentAsync(cancellation);
        var documents = discovery.Of((offered, remoteDiscovery.Told));
        if (path.Split('/') is ["", "apis", var group, var version] && offered.Find(group, version) is { } remote) await remoteProxy.ForwardAsync(context, remote, user, cancellation);
        else if (WantsAggregated(context.Request) && documents.Aggregated(path) is { } found) await AggregatedAsync(context, found.Json, found.Tag, cancellation);
        else if (path is "/" or "/index.html") await AnswerWriter.WriteBytesAsync(context, 200, "application/json", documents.Index, cancellation);
        else if (path == "/version") await AnswerWriter.WriteBytesAsync(context, 200, "application/json", documents.Version, cancellation);
        else if (documents.Plain(path) is { } plain) await AnswerWriter.WriteDocumentAsync(context, 200, plain, cancellation);
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

    private async Task ServeResourceAsync(HttpContext context, UserInfo user, RequestPath place, RequestAim request, WatchOpening? opening, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        if (!request.IsLong) metrics.Begin(request.IsReading);
        try
        {
            await ServeAsync(context, user, place, request.Verb, opening, cancellation);
        }
        finally
        {
            if (!request.IsLong) metrics.End(request.IsReading);
            var labels = RequestLabels.Of(place, request.Verb, core.Catalogue.Find(place.Resource) is not null, context.Request.Query["dryRun"].Contains("All"));
            metrics.Record(labels, context.Response.StatusCode, time.GetElapsedTime(started));
        }
    }
}
