using System.Globalization;
using Microsoft.AspNetCore.Http;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>Query parameters into options; null with a Status when a value makes no sense.</summary>
internal static class QueryText
{
    public static (ListOptions? Options, Status? Failure) ListOptionsOf(IQueryCollection query)
    {
        if (!LabelSelector.TryParse(query["labelSelector"], out var labels, out var error)) return (null, Status.BadRequest(error));
        if (!FieldSelector.TryParse(query["fieldSelector"], out var fields, out error)) return (null, Status.BadRequest(error));
        if (!Whole(query, "limit", out var limit) || !Whole(query, "timeoutSeconds", out var timeout)) return (null, Status.BadRequest("a number was expected in limit or timeoutSeconds"));
        return (new ListOptions
        {
            Labels = labels,
            Fields = fields,
            Limit = limit,
            TimeoutSeconds = timeout,
            Continue = query["continue"].ToString(),
            ResourceVersion = query["resourceVersion"].ToString(),
            ResourceVersionMatch = query["resourceVersionMatch"].ToString(),
            AllowBookmarks = Truth(query, "allowWatchBookmarks") ?? false,
            SendInitialEvents = Truth(query, "sendInitialEvents"),
        }, null);
    }

    public static DeleteOptions DeleteOptionsOf(IQueryCollection query) => new()
    {
        GracePeriodSeconds = long.TryParse(query["gracePeriodSeconds"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var grace) ? grace : null,
        PropagationPolicy = query["propagationPolicy"].ToString(),
        OrphanDependents = Truth(query, "orphanDependents"),
        DryRun = query["dryRun"] == "All",
    };

    public static DeleteOptions DeleteOptionsOf(Node body, DeleteOptions query) => query with
    {
        GracePeriodSeconds = body["gracePeriodSeconds"u8].AsInt64OrNull() ?? query.GracePeriodSeconds,
        PropagationPolicy = body["propagationPolicy"u8].AsStringOrNull() ?? query.PropagationPolicy,
        OrphanDependents = body["orphanDependents"u8].AsBoolOrNull() ?? query.OrphanDependents,
        PreconditionUid = body["preconditions"u8]["uid"u8].AsString(),
        PreconditionResourceVersion = body["preconditions"u8]["resourceVersion"u8].AsString(),
        DryRun = query.DryRun || body["dryRun"u8][0].TextEquals("All"u8),
    };

    public static bool? Truth(IQueryCollection query, string name) => query.TryGetValue(name, out var text) ? text.ToString() is "true" or "1" or "" : null;

    private static bool Whole(IQueryCollection query, string name, out int value)
    {
        value = 0;
        var text = query[name].ToString();
        return text.Length == 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
