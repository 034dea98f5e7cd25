using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const string AccessGroup = "rbac.authorization.k8s.io";

    private static void Role(Place role, bool namespaced)
    {
        foreach (var rule in role["rules"].Items)
        {
            if (rule["verbs"].Count == 0) rule["verbs"].Required("verbs must contain at least one value");
            var urls = rule["nonResourceURLs"];
            if (urls.Count > 0)
            {
                if (namespaced) urls.Invalid("namespaced rules cannot apply to non-resource URLs");
                if (rule["apiGroups"].Count > 0 || rule["resources"].Count > 0 || rule["resourceNames"].Count > 0)
                    urls.Invalid("rules cannot apply to both regular resources and non-resource URLs");
                continue;
            }
            if (rule["apiGroups"].Count == 0) rule["apiGroups"].Required("resource rules must supply at least one api group");
            if (rule["resources"].Count == 0) rule["resources"].Required("resource rules must supply at least one resource");
        }
        foreach (var selector in role["aggregationRule"]["clusterRoleSelectors"].Items) Selector(selector);
        if (role["aggregationRule"].Exists && role["aggregationRule"]["clusterRoleSelectors"].Count == 0)
            role["aggregationRule"]["clusterRoleSelectors"].Required("at least one clusterRoleSelector required if aggregationRule is non-nil");
    }

    private static void Binding(Place binding, Node old, bool namespaced)
    {
        var role = binding["roleRef"];
        Supported(role["apiGroup"], AccessGroup);
        if (namespaced) Supported(role["kind"], "Role", "ClusterRole");
        else Supported(role["kind"], "ClusterRole");
        role["name"].RequiredText(PathSegment);
        foreach (var subject in binding["subjects"].Items) Subject(subject, namespaced);
        if (!old.Exists) return;
        if (((string[])["apiGroup", "kind", "name"]).Any(f => old["roleRef"u8][f].AsString() != role[f].Text)) role.Invalid("cannot change roleRef");
    }

    private static void Subject(Place subject, bool namespaced)
    {
        if (subject["name"].Text.Length == 0) subject["name"].Required();
        switch (subject["kind"].Text)
        {
            case "ServiceAccount":
                if (subject["name"].Text.Length > 0) subject["name"].InvalidEach(Names.Dns1123Subdomain(subject["name"].Text));
                Supported(subject["apiGroup"], "");
                if (!namespaced && subject["namespace"].Text.Length == 0) subject["namespace"].Required();
                break;
            case "User" or "Group":
                Supported(subject["apiGroup"], AccessGroup);
                break;
            default:
                Supported(subject["kind"], "ServiceAccount", "User", "Group");
                break;
        }
    }

    private static void Supported(Place place, params ReadOnlySpan<string> values)
    {
        foreach (var value in values)
            if (value == place.Text) return;
        place.Add(FieldErrors.NotSupported(place.Path, place.Text, values));
    }
}
