using System.Collections.Immutable;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Authorization;

/// <summary>All roles and bindings at one moment, ready to be asked.</summary>
public sealed class RoleSnapshot
{
    private readonly ImmutableDictionary<string, Document> objects;
    private readonly Lazy<IReadOnlyList<Grant>> grants;

    private RoleSnapshot(ImmutableDictionary<string, Document> objects)
    {
        this.objects = objects;
        grants = new Lazy<IReadOnlyList<Grant>>(Resolve);
    }

    public static RoleSnapshot Empty { get; } = new(ImmutableDictionary.Create<string, Document>(StringComparer.Ordinal));

    public RoleSnapshot With(Document document) => new(objects.SetItem(KeyOf(document), document));

    public RoleSnapshot Without(Document document) => new(objects.Remove(KeyOf(document)));

    /// <summary>The rules that bindings give this user for the namespace; cluster-wide ones always, and only they for the empty namespace.</summary>
    public IEnumerable<AccessRule> RulesFor(UserInfo user, string @namespace) => grants.Value
        .Where(g => (g.Namespace.Length == 0 || (g.Namespace == @namespace && @namespace.Length > 0)) && g.Names(user))
        .SelectMany(g => g.Rules);

    private static string KeyOf(Document document) => KeyOf(document.Kind, document.Namespace, document.Name);

    private static string KeyOf(string kind, string @namespace, string name) => $"{kind}/{@namespace}/{name}";

    private List<Grant> Resolve()
    {
        var resolved = new List<Grant>();
        foreach (var binding in objects.Values)
        {
            if (binding.Kind is not ("RoleBinding" or "ClusterRoleBinding")) continue;
            var reference = binding.Root["roleRef"u8];
            var kind = reference["kind"u8].AsString();
            var roleNamespace = kind == "Role" ? binding.Namespace : "";
            if (!objects.TryGetValue(KeyOf(kind, roleNamespace, reference["name"u8].AsString()), out var role)) continue;
            resolved.Add(new Grant(binding.Namespace, SubjectsOf(binding), RoleRules.Of(role)));
        }
        return resolved;
    }

    private static List<Subject> SubjectsOf(Document binding)
    {
        var subjects = new List<Subject>();
        foreach (var subject in binding.Root["subjects"u8].Items)
            subjects.Add(new Subject(subject["kind"u8].AsString(), subject["namespace"u8].AsString(), subject["name"u8].AsString()));
        return subjects;
    }

    private sealed record Subject(string Kind, string Namespace, string Name)
    {
        public bool Is(UserInfo user) => Kind switch
        {
            "User" => Name == user.Name,
            "Group" => user.Groups.Contains(Name),
            "ServiceAccount" => user.Name == $"system:serviceaccount:{Namespace}:{Name}",
            _ => false,
        };
    }

    private sealed record Grant(string Namespace, IReadOnlyList<Subject> Subjects, IReadOnlyList<AccessRule> Rules)
    {
        public bool Names(UserInfo user) => Subjects.Any(s => s.Is(user));
    }
}
