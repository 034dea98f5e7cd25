using System.Globalization;
using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Client.Http;

/// <summary>The URLs of the API, relative to the server.</summary>
internal static class RequestPath
{
    public static string Of(ResourceName resource, string @namespace, string name = "", string subresource = "")
    {
        var path = new StringBuilder(resource.Group.Length == 0 ? "api/" : "apis/").Append(resource.ApiVersion);
        if (@namespace.Length > 0) path.Append("/namespaces/").Append(Uri.EscapeDataString(@namespace));
        path.Append('/').Append(resource.Plural);
        if (name.Length > 0) path.Append('/').Append(Uri.EscapeDataString(name));
        if (subresource.Length > 0) path.Append('/').Append(subresource);
        return path.ToString();
    }

    public static string Of(ListQuery query) => Query(
        ("labelSelector", query.LabelSelector), ("metricLabelSelector", query.MetricLabelSelector), ("fieldSelector", query.FieldSelector),
        ("limit", query.Limit > 0 ? query.Limit.ToString(CultureInfo.InvariantCulture) : ""),
        ("continue", query.Continue), ("resourceVersion", query.ResourceVersion));

    public static string Of(WatchQuery query) => Query(
        ("watch", "true"), ("labelSelector", query.LabelSelector), ("fieldSelector", query.FieldSelector),
        ("resourceVersion", query.ResourceVersion), ("allowWatchBookmarks", query.AllowBookmarks ? "true" : ""),
        ("sendInitialEvents", query.SendInitialEvents ? "true" : ""),
        ("resourceVersionMatch", query.SendInitialEvents ? "NotOlderThan" : ""));

    public static string Of(WriteQuery? query, bool force = false) => Query(
        ("fieldManager", query?.FieldManager ?? ""), ("dryRun", query is { DryRun: true } ? "All" : ""), ("force", force ? "true" : ""));

    private static string Query(params ReadOnlySpan<(string Name, string Value)> parts)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parts)
            if (value.Length > 0) query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return query.ToString();
    }
}
