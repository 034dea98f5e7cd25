using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Timonier.Coast;

/// <summary>Answers requests: who, may they, and then the verb.</summary>
public sealed class CoastApi(Door door)
{
    public Lighthouses Lighthouses { get; } = new();
    public ConcurrentQueue<(string Method, string Target, IReadOnlyDictionary<string, string> Headers)> Asked { get; } = new();
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        Asked.Enqueue((request.Method, context.Features.Get<IHttpRequestFeature>()!.RawTarget, request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        if (Instead is { } instead && await instead(context)) return;

        // 1 who, and may they
        if (door.WhoIs(context) is not { } visitor)
        {
            await SayAsync(context, 401, Status(401, "Unauthorized", "Unauthorized"));
            return;
        }
        var place = CoastPath.Parse(request.Path.Value!);
        var verb = VerbOf(request, place);
        if (!await door.AdmitsAsync(visitor, place, verb))
        {
            await SayAsync(context, 403, Status(403, "Forbidden", $"{place.Plural}.{CoastDocuments.Group} is forbidden: User \"{visitor.Name}\" cannot {verb} here"));
            return;
        }

        // 2 what
        if (place.Plural == CoastDocuments.Plural) await ServeAsync(context, place, verb);
        else if (CoastDocuments.Find(place.Whole, Accepts(request, "APIGroupDiscoveryList")) is { } document)
            await SayAsync(context, 200, document, document["items"] is null ? "application/json" : "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        else await SayAsync(context, 404, Status(404, "NotFound", "the server could not find the requested resource"));
    }

    private async Task ServeAsync(HttpContext context, CoastPath place, string verb)
    {
        switch (verb)
        {
            case "create" or "get" when place.Subresource == "beam":
                await BeamAsync(context);
                break;
            case "list":
                var (items, revision) = Lighthouses.In(place.Namespace);
                var list = new JsonObject
                {
                    ["kind"] = "LighthouseList",
                    ["apiVersion"] = $"{CoastDocuments.Group}/{CoastDocuments.Version}",
                    ["metadata"] = new JsonObject { ["resourceVersion"] = revision },
                    ["items"] = new JsonArray([.. items]),
                };
                await SayAsync(context, 200, AsTable(context.Request) ? LighthouseTable.Of(items, revision) : list);
                break;
            case "watch":
                await WatchAsync(context, place);
                break;
            case "create":
                var body = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
                if (Lighthouses.Create(place.Namespace, body) is { } made) await SayAsync(context, 201, made);
                else await SayAsync(context, 409, Status(409, "AlreadyExists", "there is one already"));
                break;
            case "patch":
                var patch = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject();
                if (Lighthouses.Patch(place.Namespace, place.Name, patch) is { } patched) await SayAsync(context, 200, patched);
                else await SayMissingAsync(context, place);
                break;
            case "get" or "delete":
                var found = verb == "get" ? Lighthouses.Find(place.Namespace, place.Name) : Lighthouses.Delete(place.Namespace, place.Name);
                if (found is null) await SayMissingAsync(context, place);
                else await SayAsync(context, 200, verb == "get" && AsTable(context.Request) ? LighthouseTable.Of([found], (string)found["metadata"]!["resourceVersion"]!) : found);
                break;
            default:
                await SayAsync(context, 405, Status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"));
                break;
        }
    }

    private async Task WatchAsync(HttpContext context, CoastPath place)
    {
        var query = context.Request.Query;
        var table = AsTable(context.Request);
        var events = Lighthouses.Watch(place.Namespace, query["sendInitialEvents"] == "true" || query["resourceVersion"].ToString() is "" or "0");
        try
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.FlushAsync(context.RequestAborted);
            var first = true;
            await foreach (var change in events.ReadAllAsync(context.RequestAborted))
            {
                if (table)
                {
                    var about = change["object"]!.AsObject();
                    change["object"] = LighthouseTable.Of([about.DeepClone().AsObject()], (string)about["metadata"]!["resourceVersion"]!, withColumns: first);
                    first = false;
                }
                await context.Response.WriteAsync(change.ToJsonString() + "\n", context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The watcher has gone.
        }
        finally
        {
            Lighthouses.Forget(events);
        }
    }

    // What is sent comes back, once the connection is no longer HTTP.
    private static async Task BeamAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade)
        {
            await SayAsync(context, 400, Status(400, "BadRequest", "Upgrade request required"));
            return;
        }
        context.Response.Headers.Upgrade = context.Request.Headers.Upgrade;
        await using var stream = await upgrade.UpgradeAsync();
        var buffer = new byte[4096];
        while (await stream.ReadAsync(buffer) is > 0 and var read) await stream.WriteAsync(buffer.AsMemory(0, read));
    }

    private static string VerbOf(HttpRequest request, CoastPath place) => request.Method switch
    {
        "GET" when place.Plural.Length > 0 && place.Name.Length == 0 => request.Query["watch"].ToString() is "true" or "1" ? "watch" : "list",
        "GET" => "get",
        "POST" => "create",
        "DELETE" => "delete",
        var other => other.ToLowerInvariant(),
    };

    private static bool AsTable(HttpRequest request) => Accepts(request, "as=Table");

    private static bool Accepts(HttpRequest request, string what) => request.Headers.Accept.ToString().Contains(what, StringComparison.Ordinal);

    private static Task SayMissingAsync(HttpContext context, CoastPath place) =>
        SayAsync(context, 404, Status(404, "NotFound", $"{CoastDocuments.Plural}.{CoastDocuments.Group} \"{place.Name}\" not found"));

    private static JsonObject Status(int code, string reason, string message) =>
        new() { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Failure", ["reason"] = reason, ["message"] = message, ["code"] = code };

    private static Task SayAsync(HttpContext context, int code, JsonObject body, string type = "application/json")
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = type;
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
