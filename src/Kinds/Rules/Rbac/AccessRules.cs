using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>rbac.authorization.k8s.io</c>.</summary>
internal static class AccessRules
{
    private const string AccessGroup = "rbac.authorization.k8s.io";

    public static readonly KindRules[] Kinds =
    [
        new(AccessGroup, "Role", r => Role(r, namespaced: true)) { Name = PathSegment },
        new(AccessGroup, "ClusterRole", r => Role(r, namespaced: false)) { Name = PathSegment },
        new(AccessGroup, "RoleBinding", b => Binding(b, namespaced: true)) { Name = PathSegment },
        new(AccessGroup, "ClusterRoleBinding", b => Binding(b, namespaced: false)) { Name = PathSegment },
    ];

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

    private static void Binding(Place binding, bool namespaced)
    {
        var role = binding["roleRef"];
        Only(role["apiGroup"], AccessGroup);
        if (namespaced) Only(role["kind"], "Role", "ClusterRole");
        else Only(role["kind"], "ClusterRole");
        role["name"].RequiredText(PathSegment);
        foreach (var subject in binding["subjects"].Items) Subject(subject, namespaced);
        role.Immutable("cannot change roleRef");
    }

    private static void Subject(Place subject, bool namespaced)
    {
        if (subject["name"].Text.Length == 0) subject["name"].Required();
        switch (subject["kind"].Text)
        {
            case "ServiceAccount":
                if (subject["name"].Text.Length > 0) subject["name"].InvalidEach(Names.Dns1123Subdomain(subject["name"].Text));
                Only(subject["apiGroup"], "");
                if (!namespaced && subject["namespace"].Text.Length == 0) subject["namespace"].Required();
                break;
            case "User" or "Group":
                Only(subject["apiGroup"], AccessGroup);
                break;
            default:
                Only(subject["kind"], "ServiceAccount", "User", "Group");
                break;
        }
    }

    private static void Only(Place place, params ReadOnlySpan<string> values)
    {
        if (!values.Contains(place.Text)) place.NotSupported(values);
    }
}
