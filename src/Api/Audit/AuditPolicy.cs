using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Api.Audit;

/// <summary>What is told of which requests: the first rule that fits decides, and what no rule fits is not told at all.</summary>
public sealed class AuditPolicy
{
    private static readonly string[] ApiVersions = ["audit.k8s.io/v1"];
    private readonly ImmutableArray<AuditRule> rules;

    private AuditPolicy(IEnumerable<AuditRule> rules) => this.rules = [.. rules];

    /// <summary>Where nobody has written one: who did what and how it ended, of everything but questions for health; never a body.</summary>
    public static AuditPolicy Default { get; } = Read("""
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
        - level: None
          nonResourceURLs: [/healthz*, /livez*, /readyz*]
        - level: Metadata
        """u8.ToArray()).Policy!;

    /// <summary>A policy in YAML or JSON, or all that is wrong with it.</summary>
    public static (AuditPolicy? Policy, string Mistake) Read(ReadOnlyMemory<byte> file)
    {
        DraftObject text;
        try
        {
            text = Yaml.ParseObject(file);
        }
        catch (DocumentSyntaxException e)
        {
            return (null, e.Message);
        }
        if (!ApiVersions.Contains(text.String("apiVersion"), StringComparer.Ordinal) || text.String("kind") != "Policy")
            return (null, $"a Policy of audit.k8s.io/v1 is expected, not {text.String("kind")} of {text.String("apiVersion")}");
        var mistakes = new List<string>();
        var common = AuditRule.StagesOf(text, "omitStages", mistakes);
        var trims = (text["omitManagedFields"] as DraftScalar)?.Text == "true";
        var rules = text.Array("rules").OfType<DraftObject>().Select((rule, at) => AuditRule.Of(rule, $"rules[{at}]", common, trims, mistakes)).ToList();
        if (rules.Count == 0) mistakes.Add("rules: at least one is required");
        return mistakes.Count == 0 ? (new AuditPolicy(rules), "") : (null, string.Join("; ", mistakes));
    }

    /// <summary>The rule for a request; null: nothing is told.</summary>
    internal AuditRule? RuleFor(in AuditQuestion question)
    {
        foreach (var rule in rules)
            if (rule.Fits(question)) return rule.Level == AuditLevel.None ? null : rule;
        return null;
    }
}
