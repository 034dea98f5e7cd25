using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>node.k8s.io</c>.</summary>
internal static class RuntimeClassRules
{
    public static readonly KindRules[] Kinds = [new("node.k8s.io", "RuntimeClass", RuntimeClass)];

    private static void RuntimeClass(Place runtime)
    {
        var handler = runtime["handler"];
        handler.InvalidEach(handler.Text, Names.Dns1123Label(handler.Text));
        foreach (var (name, amount) in runtime["overhead"]["podFixed"].Entries) Resource(amount with { Path = $"overhead.podFixed[{name}]" }, name);
        var scheduling = runtime["scheduling"];
        Labels(scheduling["nodeSelector"]);
        Tolerations(scheduling["tolerations"]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var toleration in scheduling["tolerations"].Items)
            if (!seen.Add(toleration.Node.ToString())) toleration.Duplicate();
        handler.Immutable();
    }
}
