using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>The rules that a Role or ClusterRole holds.</summary>
internal static class RoleRules
{
    public static AccessRule AllResources { get; } = new(["*"]) { Groups = ["*"], Resources = ["*"] };
    public static AccessRule AllPaths { get; } = new(["*"]) { NonResourceUrls = ["*"] };

    public static List<AccessRule> Of(Document role)
    {
        var rules = new List<AccessRule>();
        foreach (var rule in role.Root["rules"u8].Items)
        {
            rules.Add(new AccessRule(Texts(rule["verbs"u8]))
            {
                Groups = Texts(rule["apiGroups"u8]),
                Resources = Texts(rule["resources"u8]),
                ResourceNames = Texts(rule["resourceNames"u8]),
                NonResourceUrls = Texts(rule["nonResourceURLs"u8]),
            });
        }
        return rules;
    }

    /// <summary>The same as part of a role, with the lists that say something.</summary>
    public static DraftObject Written(AccessRule rule)
    {
        var written = new DraftObject();
        Write("apiGroups", rule.Groups);
        Write("resourceNames", rule.ResourceNames);
        Write("resources", rule.Resources);
        Write("nonResourceURLs", rule.NonResourceUrls);
        Write("verbs", rule.Verbs);
        return written;

        void Write(string name, IReadOnlyList<string> values)
        {
            if (values.Count > 0) written[name] = DraftArray.OfTexts(values);
        }
    }

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }
}
