using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>Roles and bindings of the system as objects: marked as its own, and kept up to date unless someone says no.</summary>
internal static class RoleObjects
{
    private const string ApiGroup = "rbac.authorization.k8s.io";
    private const string AggregationLabel = ApiGroup + "/aggregate-to-";

    public static DraftObject Role(string @namespace, string kind, string name, string gathers, string partOf, DraftArray rules)
    {
        var role = Object(@namespace, kind, name);
        if (partOf.Length > 0) role.Object("metadata").Object("labels")[AggregationLabel + partOf] = "true";
        if (gathers.Length == 0)
        {
            role["rules"] = rules;
            return role;
        }
        // Its rules are the aggregation controller's business.
        role["aggregationRule"] = new DraftObject
        {
            ["clusterRoleSelectors"] = new DraftArray([new DraftObject { ["matchLabels"] = new DraftObject { [AggregationLabel + gathers] = "true" } }]),
        };
        return role;
    }

    public static DraftObject Binding(string @namespace, string name, string roleKind, string role, string[] subjects)
    {
        var binding = Object(@namespace, @namespace.Length > 0 ? "RoleBinding" : "ClusterRoleBinding", name);
        binding["roleRef"] = new DraftObject { ["apiGroup"] = ApiGroup, ["kind"] = roleKind, ["name"] = role };
        if (subjects is not ["nobody"]) binding["subjects"] = new DraftArray(subjects.Select(Subject));
        return binding;
    }

    private static DraftObject Object(string @namespace, string kind, string name)
    {
        var metadata = new DraftObject
        {
            ["name"] = name,
            ["annotations"] = new DraftObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
            ["labels"] = new DraftObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
        };
        if (@namespace.Length > 0) metadata["namespace"] = @namespace;
        return new DraftObject { ["apiVersion"] = ApiGroup + "/v1", ["kind"] = kind, ["metadata"] = metadata };
    }

    private static DraftObject Subject(string text)
    {
        var (kind, name) = (text[..text.IndexOf(':', StringComparison.Ordinal)], text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        return kind switch
        {
            "user" => new DraftObject { ["apiGroup"] = ApiGroup, ["kind"] = "User", ["name"] = name },
            "group" => new DraftObject { ["apiGroup"] = ApiGroup, ["kind"] = "Group", ["name"] = name },
            _ => new DraftObject { ["kind"] = "ServiceAccount", ["name"] = name.Split('/')[1], ["namespace"] = name.Split('/')[0] },
        };
    }
}
