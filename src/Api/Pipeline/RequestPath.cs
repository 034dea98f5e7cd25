using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>A URL path taken apart: <c>/apis/GROUP/VERSION[/namespaces/NS]/PLURAL[/NAME[/SUBRESOURCE[/REST]]]</c>.</summary>
internal sealed record RequestPath(ResourceName Resource, string Namespace, string Name, string Subresource, string Rest)
{
    /// <summary>Null for a path that does not lead to a resource.</summary>
    public static RequestPath? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = parts switch { ["api", _, _, ..] => 2, ["apis", _, _, _, ..] => 3, _ => 0 };
        if (at == 0) return null;
        var (group, version) = at == 2 ? ("", parts[1]) : (parts[1], parts[2]);
        var @namespace = "";
        if (parts[at] == "namespaces" && parts.Length > at + 2 && !(at == 2 && (parts[at + 2] is "status" or "finalize")))
        {
            @namespace = parts[at + 1];
            at += 2;
        }
        return new RequestPath(new ResourceName(group, version, parts[at]), @namespace, At(parts, at + 1), At(parts, at + 2), string.Join('/', parts.Skip(at + 3)));
    }

    private static string At(string[] parts, int index) => index < parts.Length ? parts[index] : "";
}
