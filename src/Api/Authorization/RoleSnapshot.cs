using System.Collections.Immutable;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authorization;

/// <summary>All roles and bindings at one moment, ready to be asked.</summary>
public sealed partial class RoleSnapshot
{
    private readonly ImmutableDictionary<string, Document> objects;
    private readonly Lazy<GrantIndex> grants;

    private RoleSnapshot(ImmutableDictionary<string, Document> objects)
    {
        this.objects = objects;
        grants = new Lazy<GrantIndex>(() => new GrantIndex(Resolve()));
    }

    public static RoleSnapshot Empty { get; } = new(ImmutableDictionary.Create<string, Document>(StringComparer.Ordinal));

    public RoleSnapshot With(Document document) => new(objects.SetItem(KeyOf(document), document));

    public RoleSnapshot Without(Document document) => new(objects.Remove(KeyOf(document)));

    /// <summary>The rules that bindings give this user for the namespace; cluster-wide ones always, and only they for the empty namespace.</summary>
    public IEnumerable<AccessRule> RulesFor(UserInfo user, string @namespace) => GrantsFor(user, @namespace).SelectMany(g => g.Grant.Rules);

    /// <summary>Yes with the first binding that allows it; no with the roles that are bound to the user and do not exist.</summary>
    public AuthorizationDecision Decide(AuthorizationAttributes asked)
    {
        List<string>? missing = null;
        foreach (var (grant, subject) in GrantsFor(asked.User, asked.Namespace))
        {
            if (grant.Missing is { } role) (missing ??= []).Add(role);
            else if (grant.Rules.Any(rule => RuleMatch.Covers(rule, asked))) return new AuthorizationDecision(true, subject.Reason);
        }
        return new AuthorizationDecision(false, missing is null ? "" : "RBAC: " + Faults(missing));
    }

    /// <summary>Which roles that are bound to the user do not exist; empty when none are missing.</summary>
    public string FaultsFor(UserInfo user, string @namespace) => Faults(GrantsFor(user, @namespace).Select(g => g.Grant.Missing).OfType<string>());

    private List<(Grant Grant, Subject Subject)> GrantsFor(UserInfo user, string @namespace) => grants.Value.For(user, @namespace);

    // One fault as it is, several as a list without repetitions.
    private static string Faults(IEnumerable<string> missing) => missing.Distinct(StringComparer.Ordinal).ToList() switch
    {
        [var one] => one,
        { Count: 0 } => "",
        var several => $"[{string.Join(", ", several)}]",
    };

    private static string KeyOf(Document document) => KeyOf(document.Kind, document.Namespace, document.Name);

    private static string KeyOf(string kind, string @namespace, string name) => $"{kind}/{@namespace}/{name}";

    private List<Grant> Resolve()
    {
        var resolved = new List<Grant>();
        // Cluster-wide bindings first, as upstream asks them.
        foreach (var binding in objects.Values.OrderBy(o => o.Kind, StringComparer.Ordinal).ThenBy(o => o.Namespace, StringComparer.Ordinal).ThenBy(o => o.Name, StringComparer.Ordinal))
        {
            if (binding.Kind is not ("RoleBinding" or "ClusterRoleBinding")) continue;
            var reference = binding.Root["roleRef"u8];
            var kind = reference["kind"u8].AsString();
            var roleNamespace = kind == "Role" ? binding.Namespace : "";
            var name = reference["name"u8].AsString();
            var role = objects.GetValueOrDefault(KeyOf(kind, roleNamespace, name));
            resolved.Add(new Grant(binding.Namespace, SubjectsOf(binding, kind, name), role is null ? [] : RoleRules.Of(role))
            {
                Missing = role is null ? $"{kind.ToLowerInvariant()}.rbac.authorization.k8s.io {GoText.Quote(name)} not found" : null,
            });
        }
        return resolved;
    }

    private static List<Subject> SubjectsOf(Document binding, string roleKind, string role)
    {
        var place = binding.Namespace.Length > 0 ? $"{binding.Name}/{binding.Namespace}" : binding.Name;
        var bound = $"RBAC: allowed by {binding.Kind} {GoText.Quote(place)} of {roleKind} {GoText.Quote(role)} to ";
        var subjects = new List<Subject>();
        foreach (var subject in binding.Root["subjects"u8].Items)
        {
            var (kind, @namespace, name) = (subject["kind"u8].AsString(), subject["namespace"u8].AsString(), subject["name"u8].AsString());
            // An account without a namespace is one of the binding's own.
            if (kind == "ServiceAccount" && @namespace.Length == 0) @namespace = binding.Namespace;
            subjects.Add(new Subject(kind, @namespace, name) { Reason = $"{bound}{kind} {GoText.Quote(kind == "ServiceAccount" ? $"{name}/{@namespace}" : name)}" });
        }
        return subjects;
    }

}
