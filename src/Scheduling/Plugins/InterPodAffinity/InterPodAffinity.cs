using Timonier.Contracts.Cluster;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Plugins;

/// <summary>Pods together with others, or apart from them, by what the pod says and by what those say that are there already.</summary>
public sealed partial class InterPodAffinity(InterPodAffinityArgs? args = null) : IFilterPlugin, IScorePlugin, IQueueingHints
{
    private readonly InterPodAffinityArgs args = args ?? new InterPodAffinityArgs();

    public string Name => "InterPodAffinity";

    public FilterStart Start(PodRequest pod, ClusterView cluster)
    {
        var hasOwn = pod.PodTerms.Any(t => t.IsRequired);
        if (!hasOwn && cluster.Nodes.Terms.IsEmpty && cluster.Nominated.IsEmpty) return FilterStart.Skip;
        var filter = new Filter(pod, cluster);
        return hasOwn || filter.IsKeptAway || !cluster.Nominated.IsEmpty ? FilterStart.Check(filter) : FilterStart.Skip;
    }

    public bool Helps(ClusterChange change, PodRequest pod, ClusterView cluster) => change switch
    {
        { Of: ChangeOf.Itself or ChangeOf.Namespace } => true,
        { Of: ChangeOf.Node, Row: { } row } => pod.PodTerms.IsEmpty || pod.PodTerms.Any(t => t.IsRequired && row.Labels.Has(t.TopologyKey)),
        // Who is wanted near has come.
        { Of: ChangeOf.AssignedPod, Pod: { } other } => pod.PodTerms.Any(t => t.Kind == AffinityKind.Required && Selects(t, other, cluster)),
        // Who is not wanted near has gone, or who did not want this one.
        { Of: ChangeOf.PodGone, Pod: { } gone } => pod.PodTerms.Any(t => t.Kind == AffinityKind.RequiredApart && Selects(t, gone, cluster))
            || gone.PodTerms.Any(t => t.Kind == AffinityKind.RequiredApart && Selects(t, pod, cluster)),
        _ => false,
    };

    private static bool Selects(AffinityTerm term, PodRequest pod, ClusterView cluster) =>
        term.Reaches(pod.Namespace, cluster.NamespaceLabels) && pod.Labels.Meets(term.Selector);

    /// <summary>How many pods each node has that meet all of some terms; a selector of namespaces is read as the namespaces it selects now.</summary>
    private static Tally Count(IReadOnlyList<AffinityTerm> terms, ClusterView cluster)
    {
        var chosen = terms.Select(t => (t.Selector, Spaces: NamespacesOf(t, cluster))).ToList();
        var question = string.Join('\n', chosen.Select(c => $"affinity {(c.Selector.IsNothing ? "\0" : c.Selector)} in {(c.Spaces is null ? "*" : string.Join(',', c.Spaces.Order(StringComparer.Ordinal)))}"));
        return cluster.Nodes.Census.Of(question, pods =>
        {
            foreach (var (selector, spaces) in chosen)
                if ((spaces is not null && !spaces.Contains(pods.Namespace)) || !pods.Labels.Meets(selector)) return false;
            return true;
        });
    }

    /// <summary>Null: all of them.</summary>
    private static HashSet<string>? NamespacesOf(AffinityTerm term, ClusterView cluster)
    {
        if (term.NamespaceSelector is { IsEmpty: true }) return null;
        var all = term.Namespaces.ToHashSet(StringComparer.Ordinal);
        if (term.NamespaceSelector is not { } selector) return all;
        foreach (var candidate in cluster.All(CoreResources.Namespaces).All)
            if (LabelMap.Of(candidate.Metadata["labels"u8]).Meets(selector)) all.Add(candidate.Name);
        return all;
    }
}
