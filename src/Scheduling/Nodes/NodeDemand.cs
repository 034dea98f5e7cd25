using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Scheduling.Nodes;

/// <summary>Which nodes are demanded by node selector and required node affinity.</summary>
public sealed class NodeDemand
{
    private readonly ImmutableArray<KeyValuePair<string, string>> labels;
    private readonly ImmutableArray<NodeTerm>? terms;

    private NodeDemand(ImmutableArray<KeyValuePair<string, string>> labels, ImmutableArray<NodeTerm>? terms)
    {
        this.labels = labels;
        this.terms = terms;
    }

    /// <summary>Any node will do.</summary>
    public bool IsNone => labels.IsEmpty && terms is null;

    /// <summary>The nodes named by every one of the alternatives; null when one of them names none.</summary>
    public IReadOnlySet<string>? Names
    {
        get
        {
            if (terms is not { Length: > 0 } alternatives) return null;
            var all = new HashSet<string>(StringComparer.Ordinal);
            foreach (var term in alternatives)
            {
                HashSet<string>? named = null;
                foreach (var requirement in term.Names)
                {
                    if (requirement.Operator != LabelOperator.In) continue;
                    named = [.. named is null ? requirement.Values : requirement.Values.Where(named.Contains)];
                }
                if (named is null) return null;
                all.UnionWith(named);
            }
            return all;
        }
    }

    public static NodeDemand Of(Node podSpec)
    {
        var labels = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var label in podSpec["nodeSelector"u8].Members) labels.Add(new(label.Name, label.Value.AsString()));
        return new NodeDemand(labels.ToImmutable(), TermsOf(podSpec["affinity"u8]["nodeAffinity"u8]));
    }

    public static NodeDemand OfAffinity(Node nodeAffinity) => new([], TermsOf(nodeAffinity));

    /// <summary>A node selector alone, as volumes and slices have it; missing: any node.</summary>
    public static NodeDemand OfSelector(Node selector) => new([], selector.IsNullOrMissing ? null : Alternatives(selector));

    public bool Allows(NodeRow row)
    {
        foreach (var (key, value) in labels)
            if (row.Labels[key] != value) return false;
        if (terms is not { } alternatives) return true;
        foreach (var term in alternatives)
            if (term.IsMetBy(row)) return true;
        return false;
    }

    private static ImmutableArray<NodeTerm>? TermsOf(Node nodeAffinity)
    {
        var required = nodeAffinity["requiredDuringSchedulingIgnoredDuringExecution"u8];
        return required.IsNullOrMissing ? null : Alternatives(required);
    }

    private static ImmutableArray<NodeTerm> Alternatives(Node selector)
    {
        var terms = ImmutableArray.CreateBuilder<NodeTerm>();
        foreach (var term in selector["nodeSelectorTerms"u8].Items) terms.Add(NodeTerm.Of(term));
        return terms.ToImmutable();
    }
}
