using System.Buffers;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Aggregation;
using Timonier.Api.FlowControl;
using Timonier.Api.Pipeline;
using Timonier.Api.Subresources;
using Timonier.Api.Tables;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api;

public sealed partial class ClusterApi
{
    // Of events in one piece: enough to fill a TLS record.
    private const int WatchChunk = 16 * 1024;

    private const string NameField = "metadata.name";

    private static readonly string[] PatchTypes =
    [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml",
    ];

    private static readonly string[] CustomPatchTypes = [.. PatchTypes.Where(t => PatchKindOf(t) != PatchKind.StrategicMerge)];

    private async Task ServeAsync(HttpContext context, UserInfo user, RequestPath place, string verb, WatchOpening? opening, CancellationToken cancellation)
    {
        // 1 may they
        var kind = core.Catalogue.Find(place.Resource);
        var (call, refused) = await AllowAsync(context, user, place, verb, cancellation);

        // 2 is there such a thing, here or elsewhere
        if (refused is null && kind is null && (await remotes.CurrentAsync(cancellation)).Find(place.Resource.Group, place.Resource.Version) is { } remote)
        {
            opening?.End();
            await remoteProxy.ForwardAsync(context, remote, user, cancellation);
            return;
        }
        refused ??= Misrouted(kind, place, verb, context.Request.Method);
        if (refused is not null)
        {
            await AnswerWriter.WriteAsync(context, refused, cancellation);
            return;
        }
        if (Deprecations.Of(kind!) is { } deprecated)
        {
            context.Response.Headers.Append("Warning", $"299 - {GoText.Quote(deprecated)}");
            call.Audit?.Annotate("k8s.io/deprecated", "true");
        }
        if (KubeletProxy.Answers(kind!, place.Subresource) || WorkloadProxy.Answers(kind!, place.Subresource))
        {
            if (ConnectionOptions.Opens(place.Subresource))
            {
                var (refusal, warnings) = await core.AdmitConnectionAsync(call, ConnectionOptions.Of(context.Request, call), cancellation);
                foreach (var warning in warnings) context.Response.Headers.Append("Warning", $"299 - {GoText.Quote(warning)}");
                if (refusal is not null)
                {
                    await AnswerWriter.WriteAsync(context, refusal, cancellation);
                    return;
                }
            }
            var unreachable = WorkloadProxy.Answers(kind!, place.Subresource)
                ? await workloads.ForwardAsync(context, call, cancellation)
                : await kubelets.ForwardAsync(context, call, cancellation);
            if (unreachable is not null) await AnswerWriter.WriteAsync(context, unreachable, cancellation);
            return;
        }

        // 3 read the request, do it, answer
        var (shape, unfit) = AnswerShape.Of(context.Request, kind!, streams: verb == "watch");
        var (filled, failure) = shape is null ? (null, unfit) : await FillAsync(context.Request, call, cancellation);
        if (filled is null) await AnswerWriter.WriteAsync(context, failure!, cancellation);
        else if (verb == "watch") await WatchAsync(context, filled, shape!, opening!, cancellation);
        else await AnswerWriter.WriteAsync(context, kind!, await ExecuteAsync(kind!, filled, cancellation), shape!, time.GetUtcNow(), cancellation);
    }

    private async ValueTask<(ApiCall Call, Status? Refusal)> AllowAsync(HttpContext context, UserInfo user, RequestPath place, string verb, CancellationToken cancellation)
    {
        var asked = core.Catalogue.Find(place.Resource) ?? RemoteObjects.Named(place.Resource);
        var call = new ApiCall { User = user, Kind = asked, Verb = verb, Namespace = place.Namespace, Name = place.Name, Subresource = place.Subresource, Audit = TrailOf(context) };
        if (place.Resource is { Group: "", Plural: "namespaces" }) call = call with { Namespace = place.Name };
        if (verb is "list" or "watch" or "deletecollection" && FieldSelector.TryParse(context.Request.Query["fieldSelector"], out var fields, out _))
            call = call with { List = call.List with { Fields = fields } };
        var refused = await core.AuthorizeAsync(call, cancellation);
        return (call with { Namespace = place.Namespace, Name = place.Name }, refused);
    }

    private static Status? Misrouted(Kind? kind, RequestPath place, string verb, string method)
    {
        if (kind is null || (!kind.Namespaced && place.Namespace.Length > 0)) return Status.UnknownResource();
        if (place.Watches)
        {
            if (place.Subresource.Length > 0 || !kind.Allows("watch")) return Status.UnknownResource();
            if (method is not ("GET" or "HEAD")) return Status.MethodNotAllowed();
        }
        if (place.Subresource.Length > 0)
        {
            // Behind most of them nothing follows.
            if (kind.Subresource(place.Subresource) is not { } sub || (place.Rest.Length > 0 && place.Subresource != "proxy")) return Status.UnknownResource();
            return sub.Verbs.Contains(verb) ? null : Status.MethodNotAllowed();
        }
        // The objects of all namespaces together can be read, and nothing else.
        if (kind.Namespaced && place.Namespace.Length == 0)
        {
            if (place.Name.Length > 0 || !kind.Allows("list")) return Status.UnknownResource();
            if (verb is not ("list" or "watch")) return Status.MethodNotAllowed();
        }
        if (verb == "create" ? place.Name.Length > 0 : verb is "update" or "patch" && place.Name.Length == 0) return Status.MethodNotAllowed();
        return kind.Allows(verb) ? null : Status.MethodNotAllowed();
    }

    private static async ValueTask<(ApiCall? Call, Status? Failure)> FillAsync(HttpRequest request, ApiCall call, CancellationToken cancellation)
    {
        var query = request.Query;
        var options = call.Verb switch { "create" => "CreateOptions", "update" => "UpdateOptions", "patch" => "PatchOptions", _ => "" };
        if (options.Length > 0 && OptionChecks.OfWrite(options, query, PatchKindOf(request.ContentType ?? "")) is { } senseless) return (null, senseless);
        call = call with
        {
            DryRun = query["dryRun"].Contains("All"),
            FieldManager = FieldManagers.Of(request),
            Force = QueryText.Truth(query, "force") ?? false,
            Validation = query["fieldValidation"].ToString() switch { "Ignore" => FieldValidation.Ignore, "Strict" => FieldValidation.Strict, _ => FieldValidation.Warn },
        };
        switch (call.Verb)
        {
            case "list" or "watch" or "deletecollection":
                var (list, wrong) = QueryText.ListOptionsOf(query);
                if (list is null) return (null, wrong);
                if (call.Name.Length > 0)
                {
                    if (!list.Fields.IsEmpty && list.Fields.RequiredValue(NameField) != call.Name) return (null, Status.BadRequest("fieldSelector metadata.name doesn't match requested name"));
                    list = list with { Fields = new FieldSelector([new FieldRequirement(NameField, call.Name, Negated: false), .. list.Fields.Requirements]) };
                }
                call = call with { List = list };
                return call.Verb == "deletecollection" ? await WithDeleteOptionsAsync(request, call, cancellation) : (call, null);
            case "delete":
                return await WithDeleteOptionsAsync(request, call, cancellation);
            case "create" or "update" or "patch":
                return await WithBodyAsync(request, call, cancellation);
            case "get":
                return (call with { List = new ListOptions { ResourceVersion = query["resourceVersion"].ToString() } }, null);
            default:
                return (call, null);
        }
    }

    private static async ValueTask<(ApiCall? Call, Status? Failure)> WithDeleteOptionsAsync(HttpRequest request, ApiCall call, CancellationToken cancellation)
    {
        var (bytes, failure) = await BodyReader.ReadAsync(request, cancellation);
        if (failure is not null) return (null, failure);
        var (options, wrong) = bytes.Length == 0 ? QueryText.DeleteOptionsOf(request.Query) : DeleteOptionsIn(bytes, request.ContentType ?? "");
        if (options is null) return (null, wrong);
        return (call with { Delete = options, DryRun = options.DryRun }, null);
    }

    private static (DeleteOptions? Options, Status? Failure) DeleteOptionsIn(ReadOnlyMemory<byte> bytes, string media)
    {
        var (body, _, malformed) = BodyReader.Parse(bytes, media, "DeleteOptions");
        if (body is null) return (null, malformed);
        // Something else sent by mistake must not count as a plain deletion.
        if (body.String("kind") is not ("" or "DeleteOptions"))
            return (null, Status.BadRequest($"no kind \"{body.String("kind")}\" is registered for version \"{body.String("apiVersion")}\""));
        var outcome = Decoding.Check(KindCatalogue.BuiltIn.FindKind("v1", "DeleteOptions")!, body);
        return outcome.Succeeded ? QueryText.DeleteOptionsOf(body.ToDocument().Root) : (null, Status.BadRequest(outcome.Error!));
    }

    private static async ValueTask<(ApiCall? Call, Status? Failure)> WithBodyAsync(HttpRequest request, ApiCall call, CancellationToken cancellation)
    {
        var media = request.ContentType ?? "";
        var how = call.Verb == "patch" ? PatchKindOf(media) : null;
        if (call.Verb == "patch" && (how is null || (call.Kind.IsCustom && how == PatchKind.StrategicMerge))) return (null, Status.UnsupportedMediaType(call.Kind.IsCustom ? CustomPatchTypes : PatchTypes));
        var (bytes, failure) = await BodyReader.ReadAsync(request, cancellation);
        if (failure is not null) return (null, failure);
        if (how is null)
        {
            if (call.Kind.IsCustom && call.Subresource != "scale" && BodyReader.IsProtobuf(media)) return (null, Status.UnsupportedMediaType(BodyReader.AcceptedOfCustom));
            var (body, repeated, malformed) = BodyReader.Parse(bytes, media, call.Kind.Subresource(call.Subresource)?.Kind ?? call.Kind.Name);
            return body is null ? (null, malformed) : (call with { Body = body, Repeated = repeated }, null);
        }
        return (call with { Patch = new PatchBody(how.Value, bytes) }, null);
    }

    private static PatchKind? PatchKindOf(string media) => media.Split(';')[0].Trim() switch
    {
        "application/json-patch+json" => PatchKind.Json,
        "application/merge-patch+json" => PatchKind.Merge,
        "application/strategic-merge-patch+json" => PatchKind.StrategicMerge,
        "application/apply-patch+yaml" => PatchKind.Apply,
        _ => null,
    };

    private async Task WatchAsync(HttpContext context, ApiCall call, AnswerShape shape, WatchOpening opening, CancellationToken cancellation)
    {
        if (ApiCore.WatchRefusal(call) is { } refused)
        {
            await AnswerWriter.WriteAsync(context, refused, cancellation);
            return;
        }
        context.Response.ContentType = shape.StreamType;
        context.Response.Headers.CacheControl = "no-cache, private";
        await context.Response.StartAsync(cancellation);
        await context.Response.Body.FlushAsync(cancellation);
        var output = context.Response.BodyWriter;
        await using var frames = core.WatchAsync(call, cancellation).GetAsyncEnumerator(cancellation);
        var unsent = 0;
        while (true)
        {
            // Events that are ready leave together; none waits for one that is not. A client that has gone ends the wait, not the flush.
            var next = frames.MoveNextAsync();
            if (!next.IsCompleted) opening.End();
            var full = unsent > 0 && (!next.IsCompleted || unsent >= WatchChunk);
            var flush = full ? output.FlushAsync(CancellationToken.None) : default;
            if (full) unsent = 0;
            var more = await next;
            await flush;
            if (!more) break;
            var bytes = shape.Frame(frames.Current, time.GetUtcNow());
            output.Write(bytes.Span);
            unsent += bytes.Length;
        }
        await output.FlushAsync(cancellation);
    }
}
