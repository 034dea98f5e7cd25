using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.RoleAggregation;

/// <summary>The rules of a role that gathers others: theirs, by name, each once.</summary>
public static class RoleAggregationPlan
{
    /// <summary>The role with its rules; null when it does not gather, or has them already.</summary>
    public static DraftObject? Compute(Document role, IEnumerable<Document> roles)
    {
        var selectors = Selectors(role);
        if (selectors.Count == 0) return null;
        var rules = new List<Draft>();
        var ordered = roles.Where(r => r.Name != role.Name).OrderBy(r => r.Name, StringComparer.Ordinal).ToList();
        foreach (var selector in selectors)
        {
            foreach (var part in ordered.Where(r => Matches(selector, r)))
            {
                foreach (var rule in part.Root["rules"u8].Items)
                {
                    var own = Draft.From(rule);
                    if (!rules.Any(r => Draft.DeepEquals(r, own))) rules.Add(own);
                }
            }
        }
        var wanted = new DraftArray(rules);
        var body = DraftObject.Of(role);
        if (Draft.DeepEquals(body["rules"] as DraftArray ?? [], wanted)) return null;
        body["rules"] = wanted;
        return body;
    }

    /// <summary>Whether a change of this one may change what the role gathers.</summary>
    public static bool Gathers(Document role, Document changed) => Selectors(role).Exists(s => Matches(s, changed));

    public static bool Gathers(Document role) => !role.Root["aggregationRule"u8].IsNullOrMissing;

    private static bool Matches(LabelSelector selector, Document role) =>
        selector.Matches(key => role.Metadata["labels"u8][key] is { IsString: true } label ? label.AsString() : null);

    private static List<LabelSelector> Selectors(Document role)
    {
        var selectors = new List<LabelSelector>();
        foreach (var selector in role.Root["aggregationRule"u8]["clusterRoleSelectors"u8].Items) selectors.Add(LabelSelectors.Of(selector));
        return selectors;
    }
}
