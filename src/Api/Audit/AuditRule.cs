using System.Collections.Immutable;
using Timonier.Documents;

namespace Timonier.Api.Audit;

/// <summary>One rule of a policy. What it does not name it does not ask for.</summary>
internal sealed record AuditRule
{
    public required AuditLevel Level { get; init; }
    public required ImmutableArray<AuditStage> Omitted { get; init; }
    public required bool OmitsManagedFields { get; init; }
    private string[] Users { get; init; } = [];
    private string[] Groups { get; init; } = [];
    private string[] Verbs { get; init; } = [];
    private string[] Namespaces { get; init; } = [];
    private string[] Paths { get; init; } = [];
    private Named[] Resources { get; init; } = [];

    public static AuditRule Of(DraftObject rule, string place, ImmutableArray<AuditStage> omitted, bool omitsManagedFields, List<string> mistakes)
    {
        if (!Enum.TryParse<AuditLevel>(rule.String("level"), out var level)) mistakes.Add($"{place}.level: '{rule.String("level")}' is none of None, Metadata, Request, RequestResponse");
        var read = new AuditRule
        {
            Level = level,
            Omitted = [.. omitted.Union(StagesOf(rule, "omitStages", mistakes))],
            OmitsManagedFields = rule["omitManagedFields"] is DraftScalar own ? own.Text == "true" : omitsManagedFields,
            Users = Texts(rule, "users"),
            Groups = Texts(rule, "userGroups"),
            Verbs = Texts(rule, "verbs"),
            Namespaces = Texts(rule, "namespaces"),
            Paths = Texts(rule, "nonResourceURLs"),
            Resources = [.. rule.Array("resources").OfType<DraftObject>().Select(r => new Named(r.String("group"), Texts(r, "resources"), Texts(r, "resourceNames")))],
        };
        if (read.Paths.Length > 0 && read.Resources.Length + read.Namespaces.Length > 0) mistakes.Add($"{place}.nonResourceURLs: rules cannot apply to both regular resources and non-resource URLs");
        foreach (var path in read.Paths)
        {
            if (path != "*" && !path.StartsWith('/')) mistakes.Add($"{place}.nonResourceURLs: '{path}': must begin with a '/' character");
            else if (path[..^1].Contains('*', StringComparison.Ordinal)) mistakes.Add($"{place}.nonResourceURLs: '{path}': non-resource URL wildcards '*' must be the final character of the rule");
        }
        return read;
    }

    public static ImmutableArray<AuditStage> StagesOf(DraftObject holder, string field, List<string> mistakes)
    {
        var stages = new List<AuditStage>();
        foreach (var text in Texts(holder, field))
        {
            if (Enum.TryParse<AuditStage>(text, out var stage)) stages.Add(stage);
            else mistakes.Add($"{field}: '{text}' is none of RequestReceived, ResponseStarted, ResponseComplete, Panic");
        }
        return [.. stages];
    }

    public bool Fits(in AuditQuestion asked)
    {
        if (Users.Length > 0 && !Users.Contains(asked.User?.Name ?? "", StringComparer.Ordinal)) return false;
        if (Groups.Length > 0 && (asked.User is null || !asked.User.Groups.Any(g => Groups.Contains(g, StringComparer.Ordinal)))) return false;
        if (Verbs.Length > 0 && !Verbs.Contains(asked.Request.Verb, StringComparer.Ordinal)) return false;
        if (Namespaces.Length + Resources.Length > 0) return FitsResource(asked);
        return Paths.Length == 0 || (asked.Request.Place is null && FitsPath(asked.Request.Path));
    }

    private bool FitsResource(in AuditQuestion asked)
    {
        if (asked.Request.Place is not { } place) return false;
        if (Namespaces.Length > 0 && !Namespaces.Contains(asked.Namespace, StringComparer.Ordinal)) return false;
        if (Resources.Length == 0) return true;
        foreach (var named in Resources)
            if (named.Group == place.Resource.Group && named.Fits(place.Resource.Plural, place.Subresource, place.Name)) return true;
        return false;
    }

    private bool FitsPath(string path)
    {
        foreach (var rule in Paths)
            if (rule == path || (rule[^1] == '*' && path.AsSpan().StartsWith(rule.AsSpan(0, rule.Length - 1), StringComparison.Ordinal))) return true;
        return false;
    }

    private static string[] Texts(DraftObject holder, string field) => [.. holder.Array(field).OfType<DraftScalar>().Select(s => s.Text)];

    private sealed record Named(string Group, string[] Resources, string[] Names)
    {
        public bool Fits(string plural, string subresource, string name)
        {
            if (Resources.Length == 0) return true;
            if (Names.Length > 0 && !Names.Contains(name, StringComparer.Ordinal)) return false;
            var whole = subresource.Length == 0 ? plural : $"{plural}/{subresource}";
            return Resources.Any(r => r == "*" || r == whole
                || (subresource.Length > 0 && r.StartsWith("*/", StringComparison.Ordinal) && r.AsSpan(2).SequenceEqual(subresource))
                || (r.EndsWith("/*", StringComparison.Ordinal) && r.AsSpan(0, r.Length - 2).SequenceEqual(plural)));
        }
    }
}
