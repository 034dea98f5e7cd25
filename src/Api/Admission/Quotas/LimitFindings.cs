using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Quotas;

/// <summary>What one limit range says against an object, in upstream's words.</summary>
internal static class LimitFindings
{
    public static IEnumerable<string> Of(Document range, Document item, bool isPod)
    {
        foreach (var limit in Items(range.Spec["limits"u8]))
        {
            var findings = (isPod, limit["type"u8].AsString()) switch
            {
                (true, "Container") => OfContainers(limit, item),
                (true, "Pod") => Compared("Pod", limit, PodAmounts.Requests(item), PodAmounts.Limits(item)),
                (false, "PersistentVolumeClaim") => OfClaim(limit, ResourceAmounts.Of(item.Spec["resources"u8]["requests"u8])),
                _ => [],
            };
            foreach (var finding in findings) yield return finding;
        }
    }

    private static IEnumerable<string> OfContainers(Node limit, Document pod) =>
        Items(pod.Spec["containers"u8]).Concat(Items(pod.Spec["initContainers"u8])).SelectMany(c =>
            Compared("Container", limit, ResourceAmounts.Of(c["resources"u8]["requests"u8]), ResourceAmounts.Of(c["resources"u8]["limits"u8])));

    private static IEnumerable<string> Compared(string type, Node limit, ResourceAmounts requests, ResourceAmounts limits)
    {
        foreach (var (name, bound) in Bounds(limit["min"u8]))
            if (BelowLeast(type, name, bound, requests, limits) is { } finding) yield return finding;
        foreach (var (name, bound) in Bounds(limit["max"u8]))
            if (AboveMost(type, name, bound, requests, limits) is { } finding) yield return finding;
        foreach (var (name, bound) in Bounds(limit["maxLimitRequestRatio"u8]))
            if (AboveRatio(type, name, bound, requests[name], limits[name]) is { } finding) yield return finding;
    }

    // A claim asks for storage and has no limits.
    private static IEnumerable<string> OfClaim(Node limit, ResourceAmounts requests)
    {
        foreach (var (name, bound) in Bounds(limit["min"u8]))
            if (BelowLeast("PersistentVolumeClaim", name, bound, requests, new ResourceAmounts()) is { } finding) yield return finding;
        foreach (var (name, bound) in Bounds(limit["max"u8]))
        {
            var rule = $"maximum {name} usage per PersistentVolumeClaim is {bound}";
            if (!requests.TryGet(name, out var asked)) yield return rule + ".  No request is specified";
            else if (asked > bound) yield return $"{rule}, but request is {asked}";
        }
    }

    private static string? BelowLeast(string type, string name, Quantity bound, ResourceAmounts requests, ResourceAmounts limits)
    {
        var rule = $"minimum {name} usage per {type} is {bound}";
        if (!requests.TryGet(name, out var asked)) return rule + ".  No request is specified";
        if (asked < bound) return $"{rule}, but request is {asked}";
        return limits.TryGet(name, out var most) && most < bound ? $"{rule}, but limit is {most}" : null;
    }

    private static string? AboveMost(string type, string name, Quantity bound, ResourceAmounts requests, ResourceAmounts limits)
    {
        var rule = $"maximum {name} usage per {type} is {bound}";
        if (!limits.TryGet(name, out var most)) return rule + ".  No limit is specified";
        if (most > bound) return $"{rule}, but limit is {most}";
        return requests.TryGet(name, out var asked) && asked > bound ? $"{rule}, but request is {asked}" : null;
    }

    private static string? AboveRatio(string type, string name, Quantity bound, Quantity asked, Quantity most)
    {
        var rule = $"{name} max limit to request ratio per {type} is {bound}";
        if (asked.IsZero) return rule + ", but no request is specified or request is 0";
        if (most.IsZero) return rule + ", but no limit is specified or limit is 0";
        var ratio = most.ToDouble() / asked.ToDouble();
        return ratio > bound.ToDouble() ? string.Create(CultureInfo.InvariantCulture, $"{rule}, but provided ratio is {ratio:F6}") : null;
    }

    private static IEnumerable<(string Name, Quantity Bound)> Bounds(Node map)
    {
        var amounts = ResourceAmounts.Of(map);
        return amounts.Names.Select(name => (name, amounts[name]));
    }

    private static List<Node> Items(Node list)
    {
        var items = new List<Node>();
        foreach (var item in list.Items) items.Add(item);
        return items;
    }
}
