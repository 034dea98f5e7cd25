using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>
/// The roles and bindings every cluster has: upstream's to the rule, and what components of ours need beyond them.
/// They stand in the tables under <c>Defaults</c>.
/// </summary>
public static class BootstrapRoles
{
    private static readonly string[] Tables = ["people.roles", "components.roles", "controllers.roles", "own.roles"];

    /// <summary>Objects of kinds ClusterRole, ClusterRoleBinding, Role and RoleBinding, fresh at every call.</summary>
    public static IEnumerable<DraftObject> Objects() => Tables.SelectMany(Objects);

    /// <summary>The rules by which nodes are judged where what they ask for is no single object.</summary>
    public static IReadOnlyList<AccessRule> NodeRules() =>
        RoleRules.Of(Objects("components.roles").First(o => o.String("kind") == "ClusterRole" && o.Object("metadata").String("name") == "system:node").ToDocument());

    private static List<DraftObject> Objects(string table)
    {
        using var stream = typeof(BootstrapRoles).Assembly.GetManifestResourceStream(table)
            ?? throw new InvalidOperationException($"the table {table} is not part of this build");
        using var reader = new StreamReader(stream);
        return RoleTable.Read(reader.ReadToEnd());
    }
}
