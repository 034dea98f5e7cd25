using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>One thing a pod says about other pods: those of a selection in some namespaces, together with it in a domain or apart.</summary>
/// <param name="Kind">Together or apart, required or preferred.</param>
/// <param name="Weight">How much it is preferred; 0 when required.</param>
/// <param name="TopologyKey">The node label whose values are the domains.</param>
/// <param name="Selector">Which pods.</param>
/// <param name="Namespaces">In which namespaces, by name.</param>
/// <param name="NamespaceSelector">And in which by their labels; null: in no more.</param>
/// <param name="Identity">Equal for terms that say the same.</param>
public sealed record AffinityTerm(
    AffinityKind Kind, int Weight, string TopologyKey, LabelSelector Selector, ImmutableArray<string> Namespaces, LabelSelector? NamespaceSelector, string Identity)
{
    public bool IsRequired => Kind is AffinityKind.Required or AffinityKind.RequiredApart;

    /// <param name="namespace">The namespace of the pods in question.</param>
    /// <param name="namespaceLabels">Its labels, asked only when needed.</param>
    public bool Reaches(string @namespace, Func<string, LabelMap> namespaceLabels) =>
        Namespaces.Contains(@namespace) || (NamespaceSelector is not null && (NamespaceSelector.IsEmpty || namespaceLabels(@namespace).Meets(NamespaceSelector)));

    public static ImmutableArray<AffinityTerm> ListOf(Document pod)
    {
        var affinity = pod.Spec["affinity"u8];
        if (!affinity.IsObject) return [];
        var (together, apart) = (affinity["podAffinity"u8], affinity["podAntiAffinity"u8]);
        if (!together.IsObject && !apart.IsObject) return [];
        var terms = ImmutableArray.CreateBuilder<AffinityTerm>();
        Add(terms, pod, together, AffinityKind.Required, AffinityKind.Preferred);
        Add(terms, pod, apart, AffinityKind.RequiredApart, AffinityKind.PreferredApart);
        return terms.ToImmutable();
    }

    private static void Add(ImmutableArray<AffinityTerm>.Builder terms, Document pod, Node affinity, AffinityKind required, AffinityKind preferred)
    {
        foreach (var term in affinity["requiredDuringSchedulingIgnoredDuringExecution"u8].Items) terms.Add(Read(pod, term, required, 0));
        foreach (var weighted in affinity["preferredDuringSchedulingIgnoredDuringExecution"u8].Items)
            terms.Add(Read(pod, weighted["podAffinityTerm"u8], preferred, weighted["weight"u8].AsInt32()));
    }

    private static AffinityTerm Read(Document pod, Node term, AffinityKind kind, int weight)
    {
        var selector = SelectorKeys.Merge(LabelSelectors.Of(term["labelSelector"u8]), pod, term["matchLabelKeys"u8], LabelOperator.In);
        selector = SelectorKeys.Merge(selector, pod, term["mismatchLabelKeys"u8], LabelOperator.NotIn);
        LabelSelector? namespaceSelector = term["namespaceSelector"u8].IsObject ? LabelSelectors.Of(term["namespaceSelector"u8]) : null;
        var namespaces = new List<string>();
        foreach (var name in term["namespaces"u8].Items) namespaces.Add(name.AsString());
        // Neither names nor a selector: the pod's own namespace.
        if (namespaces.Count == 0 && namespaceSelector is null) namespaces.Add(pod.Namespace);
        namespaces.Sort(StringComparer.Ordinal);
        var key = term["topologyKey"u8].AsString();
        var identity = $"{kind}\n{weight}\n{key}\n{(selector.IsNothing ? "\0" : selector)}\n{string.Join(',', namespaces)}\n{(namespaceSelector is null ? "\0" : namespaceSelector)}";
        return new AffinityTerm(kind, weight, key, selector, [.. namespaces], namespaceSelector, identity);
    }
}
