using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authorization;

public sealed partial class RoleSnapshot
{
    private sealed record Subject(string Kind, string Namespace, string Name)
    {
        /// <summary>Why this one is allowed what the role allows.</summary>
        public required string Reason { get; init; }

        /// <summary>Under which name it asks; empty for a group and for what names nobody.</summary>
        public string UserName => Kind switch
        {
            "User" => Name,
            "ServiceAccount" when Namespace.Length > 0 => $"system:serviceaccount:{Namespace}:{Name}",
            _ => "",
        };
    }

    private sealed record Grant(string Namespace, IReadOnlyList<Subject> Subjects, IReadOnlyList<AccessRule> Rules)
    {
        /// <summary>The role that is bound and does not exist; null when it does.</summary>
        public string? Missing { get; init; }
    }

    /// <summary>Grants by whom they are for: most bindings of a large cluster are about somebody else.</summary>
    private sealed class GrantIndex
    {
        private readonly Dictionary<string, List<Entry>> users = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<Entry>> groups = new(StringComparer.Ordinal);

        public GrantIndex(List<Grant> grants)
        {
            var place = 0;
            foreach (var grant in grants)
            {
                foreach (var subject in grant.Subjects)
                {
                    var entry = new Entry(place++, grant, subject);
                    if (subject.Kind == "Group") Put(groups, subject.Name, entry);
                    else if (subject.UserName.Length > 0) Put(users, subject.UserName, entry);
                }
            }
        }

        /// <summary>In the order of the bindings, each once: with the first of its subjects that means this user.</summary>
        public List<(Grant Grant, Subject Subject)> For(UserInfo user, string @namespace)
        {
            var found = new List<Entry>();
            Take(users, user.Name);
            foreach (var group in user.Groups) Take(groups, group);
            found.Sort(static (a, b) => a.Place.CompareTo(b.Place));
            var grants = new List<(Grant, Subject)>(found.Count);
            foreach (var entry in found)
                if (grants.Count == 0 || !ReferenceEquals(grants[^1].Item1, entry.Grant)) grants.Add((entry.Grant, entry.Subject));
            return grants;

            void Take(Dictionary<string, List<Entry>> from, string name)
            {
                if (!from.TryGetValue(name, out var entries)) return;
                foreach (var entry in entries)
                    if (entry.Grant.Namespace.Length == 0 || entry.Grant.Namespace == @namespace) found.Add(entry);
            }
        }

        private static void Put(Dictionary<string, List<Entry>> index, string name, Entry entry)
        {
            if (!index.TryGetValue(name, out var entries)) index[name] = entries = [];
            entries.Add(entry);
        }

        private sealed record Entry(int Place, Grant Grant, Subject Subject);
    }
}
