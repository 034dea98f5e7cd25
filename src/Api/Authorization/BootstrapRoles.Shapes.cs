using Timonier.Documents;

namespace Timonier.Api.Authorization;

public static partial class BootstrapRoles
{
    private const string ApiGroup = "rbac.authorization.k8s.io";

    private static DraftObject ClusterRole(string name, params DraftObject[] rules) => new()
    {
        ["apiVersion"] = ApiGroup + "/v1",
        ["kind"] = "ClusterRole",
        ["metadata"] = Metadata(name),
        ["rules"] = new DraftArray(rules.Select(r => r.Clone())),
    };

    private static DraftObject Bind(string name, string role, params DraftObject[] subjects) => new()
    {
        ["apiVersion"] = ApiGroup + "/v1",
        ["kind"] = "ClusterRoleBinding",
        ["metadata"] = Metadata(name),
        ["roleRef"] = new DraftObject { ["apiGroup"] = ApiGroup, ["kind"] = "ClusterRole", ["name"] = role },
        ["subjects"] = new DraftArray(subjects),
    };

    private static DraftObject Metadata(string name) => new()
    {
        ["name"] = name,
        ["annotations"] = new DraftObject { ["rbac.authorization.kubernetes.io/autoupdate"] = "true" },
        ["labels"] = new DraftObject { ["kubernetes.io/bootstrapping"] = "rbac-defaults" },
    };

    /// <summary>Words are separated by blanks; the core group is the empty word, written as a leading blank.</summary>
    private static DraftObject Rule(string verbs, string groups, string resources) => new()
    {
        ["verbs"] = Words(verbs),
        ["apiGroups"] = Words(groups),
        ["resources"] = Words(resources),
    };

    private static DraftObject Paths(string verbs, string urls) => new() { ["verbs"] = Words(verbs), ["nonResourceURLs"] = Words(urls) };

    private static DraftObject Group(string name) => Subject("Group", name);

    private static DraftObject User(string name) => Subject("User", name);

    private static DraftObject Subject(string kind, string name) => new() { ["apiGroup"] = ApiGroup, ["kind"] = kind, ["name"] = name };

    private static DraftObject ServiceAccount(string @namespace, string name) =>
        new() { ["kind"] = "ServiceAccount", ["name"] = name, ["namespace"] = @namespace };

    private static DraftObject Copy(DraftObject rule) => rule.CloneObject();

    private static DraftArray Words(string text) => new(text.Split(' ').Select(w => (Draft)w));
}
