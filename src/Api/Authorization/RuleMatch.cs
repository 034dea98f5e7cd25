namespace Timonier.Api.Authorization;

/// <summary>Whether a rule covers a question, by RBAC's rules for wildcards, subresources and path prefixes.</summary>
public static class RuleMatch
{
    public static bool Covers(AccessRule rule, AuthorizationAttributes asked) =>
        HasOrAll(rule.Verbs, asked.Verb) && (asked.NonResourcePath.Length > 0 ? CoversPath(rule, asked.NonResourcePath) : CoversResource(rule, asked));

    private static bool CoversPath(AccessRule rule, string path) => rule.NonResourceUrls.Any(url =>
        url == "*" || url == path || (url.EndsWith('*') && path.StartsWith(url[..^1], StringComparison.Ordinal)));

    private static bool CoversResource(AccessRule rule, AuthorizationAttributes asked)
    {
        if (!HasOrAll(rule.Groups, asked.Group)) return false;
        if (rule.ResourceNames.Count > 0 && !rule.ResourceNames.Contains(asked.Name, StringComparer.Ordinal)) return false;
        var full = asked.Subresource.Length == 0 ? asked.Resource : $"{asked.Resource}/{asked.Subresource}";
        return rule.Resources.Any(resource =>
            resource == "*" || resource == full || (asked.Subresource.Length > 0 && resource == "*/" + asked.Subresource));
    }

    private static bool HasOrAll(IReadOnlyList<string> set, string value) => set.Any(s => s == "*" || s == value);
}
