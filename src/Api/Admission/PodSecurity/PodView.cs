using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.PodSecurity;

/// <summary>A pod, or the template of one, as the checks read it.</summary>
/// <param name="Annotations">Its annotations.</param>
/// <param name="Spec">Its spec.</param>
/// <param name="Minor">The version whose rules are asked for.</param>
internal readonly record struct PodView(Node Annotations, Node Spec, int Minor)
{
    public Node Context => Spec["securityContext"u8];
    public bool IsWindows => Spec["os"u8]["name"u8].TextEquals("windows"u8);

    /// <summary>Root in a user namespace of its own is nobody outside, which some rules allow for since 1.35.</summary>
    public bool HasOwnUsers => Minor >= 35 && Spec["hostUsers"u8].AsBoolOrNull() == false;

    public IEnumerable<(string Name, Node Container, Node Context)> Containers
    {
        get
        {
            var all = new List<(string, Node, Node)>();
            foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
                foreach (var container in Spec[list].Items) all.Add((container["name"u8].AsString(), container, container["securityContext"u8]));
            return all;
        }
    }

    public List<string> ContainersWhere(Func<Node, bool> holds) => [.. Containers.Where(c => holds(c.Context)).Select(c => c.Name)];

    /// <summary>Those who do something: the pod as a whole, containers by name.</summary>
    public string Setters(Func<Node, bool> holds)
    {
        var setters = new List<string>();
        if (holds(Context)) setters.Add("pod");
        if (ContainersWhere(holds) is { Count: > 0 } containers) setters.Add(Some("container", containers));
        return string.Join(" and ", setters);
    }

    /// <summary>What all of them set, sorted, each once.</summary>
    public string Values(Func<Node, bool> holds, Func<Node, string> value)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        if (holds(Context)) found.Add(value(Context));
        foreach (var container in Containers.Where(c => holds(c.Context))) found.Add(value(container.Context));
        return GoText.QuoteAll(found);
    }

    /// <summary>The word in its number and the names in quotes: <c>containers "a", "b"</c>.</summary>
    public static string Some(string word, IReadOnlyCollection<string> names) => $"{Number(word, names.Count)} {GoText.QuoteAll(names)}";

    public static string Number(string word, int count) => count == 1 ? word : word + "s";
}
