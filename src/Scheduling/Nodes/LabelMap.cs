using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>Labels read once, for selectors to look into.</summary>
public sealed class LabelMap
{
    private readonly Dictionary<string, string> labels;

    private LabelMap(Dictionary<string, string> labels) => this.labels = labels;

    public static LabelMap Empty { get; } = new([]);

    public string? this[string key] => labels.GetValueOrDefault(key);

    public static LabelMap Of(Node node)
    {
        if (node.Count == 0) return Empty;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in node.Members) labels[string.Intern(member.Name)] = member.Value.AsString();
        return new LabelMap(labels);
    }

    public bool Has(string key) => labels.ContainsKey(key);

    public bool Meets(LabelSelector selector)
    {
        if (selector.IsNothing) return false;
        foreach (var requirement in selector.Requirements)
            if (!requirement.Matches(labels.GetValueOrDefault(requirement.Key))) return false;
        return true;
    }
}
