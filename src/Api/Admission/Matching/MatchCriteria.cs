using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Matching;

/// <summary>Which writes a webhook, a policy or a binding is about.</summary>
internal sealed record MatchCriteria
{
    public required ImmutableArray<ResourceRule> Rules { get; init; }

    /// <summary>What does not count although a rule names it; only policies have such rules.</summary>
    public ImmutableArray<ResourceRule> Excluded { get; init; } = [];
    public required LabelSelector Namespaces { get; init; }
    public required LabelSelector Objects { get; init; }

    /// <summary>Other versions of a resource count as if the request had been made for the one that is named.</summary>
    public required bool TakesEquivalents { get; init; }

    public static MatchCriteria OfWebhook(Node hook) => Read(hook, ResourceRule.AllOf(hook["rules"u8]));

    /// <summary>The constraints of a policy, or those by which a binding narrows them; none at all mean every write.</summary>
    public static MatchCriteria OfPolicy(Node constraints)
    {
        var rules = ResourceRule.AllOf(constraints["resourceRules"u8]);
        return Read(constraints, rules.IsEmpty ? [ResourceRule.Everything] : rules) with { Excluded = ResourceRule.AllOf(constraints["excludeResourceRules"u8]) };
    }

    private static MatchCriteria Read(Node match, ImmutableArray<ResourceRule> rules) => new()
    {
        Rules = rules,
        Namespaces = SelectorOf(match["namespaceSelector"u8]),
        Objects = SelectorOf(match["objectSelector"u8]),
        TakesEquivalents = !match["matchPolicy"u8].TextEquals("Exact"u8),
    };

    private static LabelSelector SelectorOf(Node selector) => selector.IsObject ? LabelSelectors.Of(selector) : LabelSelector.Everything;
}
