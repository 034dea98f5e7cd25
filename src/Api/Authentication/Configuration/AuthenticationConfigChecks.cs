using Timonier.Api.Authentication.Oidc;
using Timonier.Kernel;

namespace Timonier.Api.Authentication.Configuration;

/// <summary>What must be right before a configuration is used, with upstream's findings.</summary>
public static class AuthenticationConfigChecks
{
    private const int MaxIssuers = 64;
    private const string Either = "claim or expression is required";
    private const string Both = "claim and expression can't both be set";

    public static IReadOnlyList<StatusCause> Mistakes(AuthenticationConfig config, IReadOnlyList<string> ownIssuers)
    {
        var causes = new List<StatusCause>();
        if (config.Jwt.Count > MaxIssuers) causes.Add(FieldErrors.TooMany("jwt", config.Jwt.Count, MaxIssuers));
        var (urls, descriptions) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < config.Jwt.Count; i++)
        {
            var (entry, path) = (config.Jwt[i], $"jwt[{i}]");
            IssuerChecks.Add(entry.Issuer, path + ".issuer", ownIssuers, causes);
            if (!urls.Add(entry.Issuer.Url)) causes.Add(FieldErrors.Duplicate(path + ".issuer.url", entry.Issuer.Url));
            if (entry.Issuer.DiscoveryUrl is { Length: > 0 } described && !descriptions.Add(described)) causes.Add(FieldErrors.Duplicate(path + ".issuer.discoveryURL", described));
            AddRules(entry, path, causes);
            AddMappings(entry, path + ".claimMappings", causes);
            causes.AddRange(ClaimExpressions.Compile(entry, path).Mistakes);
        }
        if (config.Anonymous is { Enabled: false, Paths.Count: > 0 })
            causes.Add(FieldErrors.InvalidOmitted("anonymous.conditions", "enabled should be set to true when conditions are defined"));
        return causes;
    }

    private static void AddRules(JwtConfig entry, string path, List<StatusCause> causes)
    {
        var (claims, expressions, ofUser) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < entry.ClaimRules.Count; i++)
        {
            var (rule, place) = (entry.ClaimRules[i], $"{path}.claimValidationRules[{i}]");
            if (rule.Claim.Length == 0 && rule.Expression.Length == 0) causes.Add(FieldErrors.Required(place, Either));
            else if (rule.Claim.Length > 0 && rule.Expression.Length > 0) causes.Add(FieldErrors.Invalid(place, rule.Claim, Both));
            else if (rule.Claim.Length > 0 && rule.Message.Length > 0) causes.Add(FieldErrors.Invalid(place + ".message", rule.Message, "message can't be set when claim is set"));
            else if (rule.Expression.Length > 0 && rule.RequiredValue.Length > 0) causes.Add(FieldErrors.Invalid(place + ".requiredValue", rule.RequiredValue, "requiredValue can't be set when expression is set"));
            if (rule.Claim.Length > 0 && !claims.Add(rule.Claim)) causes.Add(FieldErrors.Duplicate(place + ".claim", rule.Claim));
            if (rule.Expression.Length > 0 && !expressions.Add(rule.Expression)) causes.Add(FieldErrors.Duplicate(place + ".expression", rule.Expression));
        }
        for (var i = 0; i < entry.UserRules.Count; i++)
        {
            var (rule, place) = (entry.UserRules[i], $"{path}.userValidationRules[{i}].expression");
            if (rule.Expression.Length == 0) causes.Add(FieldErrors.Required(place, "expression is required"));
            else if (!ofUser.Add(rule.Expression)) causes.Add(FieldErrors.Duplicate(place, rule.Expression));
        }
    }

    private static void AddMappings(JwtConfig entry, string path, List<StatusCause> causes)
    {
        AddMapping(entry.Username, path + ".username", prefixed: true, causes);
        if (entry.Groups is { } groups) AddMapping(groups, path + ".groups", prefixed: true, causes);
        if (entry.Uid is { } uid) AddMapping(uid, path + ".uid", prefixed: false, causes);
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < entry.Extra.Count; i++)
        {
            var (extra, place) = (entry.Extra[i], $"{path}.extra[{i}]");
            if (WhyNotKey(extra.Key) is { } why) causes.Add(extra.Key.Length == 0 ? FieldErrors.Required(place + ".key", why) : FieldErrors.Invalid(place + ".key", extra.Key, why));
            else if (!keys.Add(extra.Key)) causes.Add(FieldErrors.Duplicate(place + ".key", extra.Key));
            if (extra.Expression.Length == 0) causes.Add(FieldErrors.Required(place + ".valueExpression", "valueExpression is required"));
        }
    }

    private static void AddMapping(ClaimMapping mapping, string path, bool prefixed, List<StatusCause> causes)
    {
        if (mapping is { Claim: "", Expression: "" }) causes.Add(FieldErrors.Required(path, Either));
        else if (mapping.Claim.Length > 0 && mapping.Expression.Length > 0) causes.Add(FieldErrors.Invalid(path, mapping.Claim, Both));
        else if (prefixed && mapping.Expression.Length > 0 && mapping.Prefix is not null) causes.Add(FieldErrors.Invalid(path + ".prefix", mapping.Prefix, "prefix can't be set when expression is set"));
        else if (prefixed && mapping.Claim.Length > 0 && mapping.Prefix is null) causes.Add(FieldErrors.Required(path + ".prefix", "prefix is required when claim is set. It can be set to an empty string to disable prefixing"));
    }

    private static string? WhyNotKey(string key)
    {
        if (key.Length == 0) return "key is required";
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == key.Length - 1 || !Names.IsDns1123Subdomain(key[..slash])) return "must be a domain-prefixed path (such as \"acme.io/foo\")";
        if (key.Any(char.IsAsciiLetterUpper)) return "key must be lowercase";
        return key[..slash] is "k8s.io" or "kubernetes.io" || key[..slash].EndsWith(".k8s.io", StringComparison.Ordinal) || key[..slash].EndsWith(".kubernetes.io", StringComparison.Ordinal)
            ? "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use"
            : null;
    }
}
