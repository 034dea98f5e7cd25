using Microsoft.AspNetCore.Http;
using Timonier.Api.FlowControl;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>What a request wants, as far as its first line says.</summary>
/// <param name="Path">The path as it was sent.</param>
/// <param name="Place">The resource that it leads to; null for another path.</param>
/// <param name="Verb">As authorization has it; for another path the method in lower case.</param>
internal readonly record struct RequestAim(string Path, RequestPath? Place, string Verb)
{
    /// <summary>It may stand for as long as its client wishes.</summary>
    public bool IsLong => Verb == "watch" || Place is { Subresource: "log" or "exec" or "attach" or "portforward" or "proxy" };

    public bool IsReading => Verb is "get" or "list" or "watch";

    /// <summary>The answer when its time is over.</summary>
    public Status TimedOut => Status.Timeout(Place is null || IsReading
        ? "request did not complete within the allotted timeout"
        : "request did not complete within requested timeout - context deadline exceeded");

    public static RequestAim Of(HttpRequest request)
    {
        var path = request.Path.Value ?? "/";
        var place = RequestPath.Parse(path);
        return new RequestAim(path, place, place is null ? MethodOf(request) : VerbOf(request, place));
    }

    /// <summary>How much it reads.</summary>
    public FlowNeed Need(HttpRequest request)
    {
        if (Verb is not ("list" or "watch") || Place is not { Name.Length: 0 }) return default;
        if (!request.QueryString.HasValue) return new FlowNeed(ReadsAll: true);
        var query = request.Query;
        if (Verb == "list") return new FlowNeed(ReadsAll: true, long.TryParse(query["limit"], out var limit) ? limit : 0);
        var begins = QueryText.Truth(query, "sendInitialEvents");
        return new FlowNeed(ReadsAll: begins ?? query["resourceVersion"].ToString() is "" or "0");
    }

    private static string MethodOf(HttpRequest request) => request.Method switch
    {
        "GET" => "get",
        "POST" => "post",
        var other => other.ToLowerInvariant(),
    };

    private static string VerbOf(HttpRequest request, RequestPath place)
    {
        var named = place.Name.Length > 0;
        var streams = place.Subresource is "exec" or "attach" or "portforward" || place.RunsOnNode;
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
