using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>
/// Reads roles from text. A line at the margin begins a role, the indented lines below are its rules:
/// <code>
/// ClusterRole NAME [gathers X] [part-of X] [-> SUBJECT ... [by BINDING]]     bound to the subjects under its own name
/// Role NAMESPACE/NAME ...                                                    the same within a namespace
/// Controller NAME                                                            ClusterRole system:controller:NAME and its account
/// ClusterRoleBinding NAME of ROLE -> SUBJECT ...                             a binding alone
///   VERB,VERB GROUP,GROUP: RESOURCE RESOURCE [named NAME ...]                "read" and "write" stand for several verbs, "core" for the group without a name
///   VERB urls: /PATH ...
///   events                                                                   may tell events
/// </code>
/// A subject is <c>user:NAME</c>, <c>group:NAME</c>, <c>account:NAMESPACE/NAME</c> or <c>nobody</c>; # begins a comment.
/// </summary>
internal static class RoleTable
{
    private static readonly string[] Read3 = ["get", "list", "watch"];
    private static readonly string[] Write5 = ["create", "delete", "deletecollection", "patch", "update"];

    public static List<DraftObject> Read(string text)
    {
        var objects = new List<DraftObject>();
        var rules = new DraftArray();
        foreach (var line in text.Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line) || line[0] == '#') continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (line[0] == ' ') rules.Add(Rule(words));
            else objects.AddRange(Begin(words, out rules));
        }
        return objects;
    }

    private static List<DraftObject> Begin(string[] words, out DraftArray rules)
    {
        rules = [];
        var arrow = Array.IndexOf(words, "->");
        if (words[0] == "ClusterRoleBinding") return [RoleObjects.Binding("", words[1], "ClusterRole", words[3], words[(arrow + 1)..])];
        var name = words[0] == "Controller" ? "system:controller:" + words[1] : words[1];
        var (@namespace, bare) = words[0] == "Role" && name.Split('/') is [var place, var own] ? (place, own) : ("", name);
        var kind = words[0] == "Role" ? "Role" : "ClusterRole";
        var role = RoleObjects.Role(@namespace, kind, bare, ValueOf(words, "gathers"), ValueOf(words, "part-of"), rules);
        if (words[0] == "Controller") return [role, RoleObjects.Binding("", bare, kind, bare, ["account:kube-system/" + words[1]])];
        if (arrow < 0) return [role];
        var by = Array.IndexOf(words, "by");
        return [role, RoleObjects.Binding(@namespace, by > 0 ? words[by + 1] : bare, kind, bare, words[(arrow + 1)..(by > 0 ? by : words.Length)])];
    }

    private static DraftObject Rule(string[] words)
    {
        if (words is ["events"]) return Rule(["create,patch,update", "core,events.k8s.io:", "events"]);
        var verbs = words[0].Split(',').SelectMany(v => v switch { "read" => Read3, "write" => Write5, _ => [v] });
        if (words[1] == "urls:") return new DraftObject { ["nonResourceURLs"] = Sorted(words[2..]), ["verbs"] = Sorted(verbs) };
        var named = Array.IndexOf(words, "named");
        var rule = new DraftObject { ["apiGroups"] = Sorted(words[1].TrimEnd(':').Split(',').Select(g => g == "core" ? "" : g)) };
        if (named > 0) rule["resourceNames"] = Sorted(words[(named + 1)..]);
        rule["resources"] = Sorted(words[2..(named > 0 ? named : words.Length)]);
        rule["verbs"] = Sorted(verbs);
        return rule;
    }

    private static DraftArray Sorted(IEnumerable<string> words) => DraftArray.OfTexts(words.Order(StringComparer.Ordinal));

    private static string ValueOf(string[] words, string key) => Array.IndexOf(words, key) is > 0 and var at ? words[at + 1] : "";
}
