using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Rules of FlowSchemas, and the list of the group <c>flowcontrol.apiserver.k8s.io</c>.</summary>
internal static class FlowRules
{
    private const string Group = "flowcontrol.apiserver.k8s.io";
    private const int LastPrecedence = 10000;

    private static readonly string[] Verbs = ["create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch"];

    public static readonly KindRules[] Kinds =
    [
        new(Group, "FlowSchema", Schema) { Status = s => Conditions(s["status"]["conditions"]) },
        new(Group, "PriorityLevelConfiguration", PriorityLevelRules.Level) { Status = l => Conditions(l["status"]["conditions"]) },
    ];

    private static void Schema(Place schema)
    {
        var spec = schema["spec"];
        var order = spec["matchingPrecedence"];
        if (order.Number <= 0) order.InvalidNumber("must be a positive value");
        if (order.Number > LastPrecedence) order.InvalidNumber($"must not be greater than {LastPrecedence}");
        if (order.Number == 1 && schema["metadata"]["name"].Text != "exempt") order.InvalidNumber("only the schema named 'exempt' may have matchingPrecedence 1");
        var method = spec["distinguisherMethod"];
        if (method.Exists && method["type"].Text is not ("ByNamespace" or "ByUser"))
            method.Add(FieldErrors.NotSupportedRaw(method["type"].Path, method.Node.ToString(), "ByNamespace", "ByUser"));
        var level = spec["priorityLevelConfiguration"]["name"];
        if (level.Text.Length == 0) level.Required("must reference a priority level");
        else level.InvalidEach(Names.Dns1123Subdomain(level.Text));
        foreach (var rule in spec["rules"].Items) Rule(rule);
        Conditions(schema["status"]["conditions"]);
    }

    private static void Conditions(Place conditions)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in conditions.Items)
        {
            if (!types.Add(condition["type"].Text)) condition["type"].Duplicate();
            condition["type"].RequiredText("must not be empty");
        }
    }

    private static void Rule(Place rule)
    {
        if (rule["subjects"].Count == 0) rule["subjects"].Required("subjects must contain at least one value");
        foreach (var subject in rule["subjects"].Items) Subject(subject);
        if (rule["resourceRules"].Count == 0 && rule["nonResourceRules"].Count == 0) rule.Required("at least one of resourceRules and nonResourceRules has to be non-empty");
        foreach (var resources in rule["resourceRules"].Items) Resources(resources);
        foreach (var urls in rule["nonResourceRules"].Items)
        {
            Known(urls["verbs"]);
            Urls(urls["nonResourceURLs"]);
        }
    }

    private static void Subject(Place subject)
    {
        var kind = subject["kind"];
        if (kind.Text is not ("ServiceAccount" or "User" or "Group"))
        {
            kind.NotSupported("Group", "ServiceAccount", "User");
            return;
        }
        foreach (var (type, field) in ((string, string)[])[("ServiceAccount", "serviceAccount"), ("User", "user"), ("Group", "group")])
        {
            if (type != kind.Text)
            {
                if (subject[field].Exists) subject[field].Forbidden($"{field} is forbidden when subject kind is not '{type}'");
            }
            else if (!subject[field].Exists) subject[field].Required($"{field} is required when subject kind is '{type}'");
            else if (type == "ServiceAccount") Account(subject[field]);
            else subject[field].RequiredTexts("name");
        }
    }

    private static void Account(Place account)
    {
        var (name, home) = (account["name"], account["namespace"]);
        if (name.Text != "*") name.RequiredText(Names.Dns1123Subdomain);
        if (home.Text.Length == 0) home.Required("must specify namespace for service account");
        else home.InvalidEach(Names.Dns1123Label(home.Text));
    }

    private static void Known(Place verbs)
    {
        if (verbs.Count == 0) verbs.Required("verbs must contain at least one value");
        else if (HasStar(verbs)) StarAlone(verbs, "verbs");
        else if (verbs.Items.Any(v => !Verbs.Contains(v.Text))) verbs.Add(FieldErrors.NotSupportedRaw(verbs.Path, verbs.Node.ToString(), Verbs));
    }

    private static bool HasStar(Place list) => list.Items.Any(i => i.Text == "*");

    private static void StarAlone(Place list, string others)
    {
        if (list.Count > 1 && HasStar(list)) list.Invalid($"if '*' is present, must not specify other {others}");
    }

    private static void Resources(Place rule)
    {
        Known(rule["verbs"]);
        if (rule["apiGroups"].Count == 0) rule["apiGroups"].Required("resource rules must supply at least one api group");
        StarAlone(rule["apiGroups"], "api groups");
        if (rule["resources"].Count == 0) rule["resources"].Required("resource rules must supply at least one resource");
        StarAlone(rule["resources"], "resources");
        var homes = rule["namespaces"];
        if (homes.Count == 0 && !rule["clusterScope"].Node.AsBool()) homes.Required("resource rules that are not cluster scoped must supply at least one namespace");
        else if (HasStar(homes)) StarAlone(homes, "namespaces");
        else foreach (var home in homes.Items) home.InvalidEach(Names.Dns1123Label(home.Text).Select(w => "each member of this list must be '*' or a DNS-1123 label; " + w));
    }

    private static void Urls(Place urls)
    {
        if (urls.Count == 0) urls.Required("nonResourceURLs must contain at least one value");
        else if (HasStar(urls)) StarAlone(urls, "non-resource URLs");
        else foreach (var url in urls.Items)
            if (WhyNotAUrl(url.Text) is { } why) url.Invalid(why);
    }

    private static string? WhyNotAUrl(string path)
    {
        if (path.Length == 0) return "must not be empty";
        if (path[0] != '/') return "must start with slash";
        if (path.Contains(' ', StringComparison.Ordinal)) return "must not contain white-space";
        if (path.Contains("//", StringComparison.Ordinal)) return "must not contain double slash";
        var stars = path.Count(c => c == '*');
        return stars > 1 || stars == 1 && !path.EndsWith("/*", StringComparison.Ordinal) ? "wildcard can only do suffix matching" : null;
    }
}
