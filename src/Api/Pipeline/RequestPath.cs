using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>A URL path taken apart: <c>/apis/GROUP/VERSION[/watch][/namespaces/NS]/PLURAL[/NAME[/SUBRESOURCE[/REST]]]</c>.</summary>
/// <param name="Watches">The old way to ask for a watch: by a word in the path.</param>
internal sealed record RequestPath(ResourceName Resource, string Namespace, string Name, string Subresource, string Rest, bool Watches = false)
{
    /// <summary>Null for a path that does not lead to a resource.</summary>
    public static RequestPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = parts switch { ["api", _, _, ..] => 2, ["apis", _, _, _, ..] => 3, _ => 0 };
        if (at == 0) return null;
        var (group, version) = at == 2 ? ("", parts[1]) : (parts[1], parts[2]);
        var watches = parts[at] == "watch" && parts.Length > at + 1;
        if (watches) at++;
        var @namespace = "";
        if (parts[at] == "namespaces" && parts.Length > at + 2 && !(at == 2 && (parts[at + 2] is "status" or "finalize")))
        {
            @namespace = parts[at + 1];
            at += 2;
        }
        return new RequestPath(new ResourceName(group, version, parts[at]), @namespace, At(parts, at + 1), At(parts, at + 2), string.Join('/', parts.Skip(at + 3)), watches);
    }

    /// <summary>Whether it leads to what a node's agent does to a pod: that is no reading, whatever the method is called.</summary>
    public bool RunsOnNode => Resource is { Group: "", Plural: "nodes" } && Subresource == "proxy"
        && FirstWord(Rest).ToLowerInvariant() is "exec" or "attach" or "portforward" or "run" or "cri";

    // An escaped slash comes as it was written, and may hide dots from whoever resolves them before the agent does.
    private static string FirstWord(string path)
    {
        var way = new Stack<string>();
        foreach (var part in Uri.UnescapeDataString(path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..") way.TryPop(out _);
            else if (part != ".") way.Push(part);
        }
        return way.LastOrDefault("");
    }

    private static string At(string[] parts, int index) => index < parts.Length ? parts[index] : "";
}
