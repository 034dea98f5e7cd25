using Timonier.Documents;
using Timonier.Kinds.Views;

namespace Timonier.Api.FlowControl;

/// <summary>One rule of a FlowSchema: one of the subjects, and one of the things.</summary>
internal sealed class FlowRule
{
    private const string Everything = "*";
    private readonly Subject[] subjects;
    private readonly Resources[] resources;
    private readonly Paths[] paths;

    public FlowRule(Node rule)
    {
        subjects = [.. new NodeList<Subject>(rule["subjects"u8], Subject.Of)];
        resources = [.. new NodeList<Resources>(rule["resourceRules"u8], Resources.Of)];
        paths = [.. new NodeList<Paths>(rule["nonResourceRules"u8], Paths.Of)];
    }

    public bool Matches(in FlowRequest request)
    {
        var meant = false;
        foreach (var subject in subjects) meant |= subject.Is(request);
        if (!meant) return false;
        if (request.Place is null)
        {
            foreach (var rule in paths)
                if (rule.Covers(request)) return true;
            return false;
        }
        foreach (var rule in resources)
            if (rule.Covers(request)) return true;
        return false;
    }

    private static bool Has(string[] list, string word)
    {
        foreach (var one in list)
            if (one == Everything || one == word) return true;
        return false;
    }

    private static string[] Texts(Node list) => [.. new NodeList<string>(list, static i => i.AsString())];

    /// <param name="Kind">User, Group or ServiceAccount.</param>
    /// <param name="Name">Of an account, the whole user name; with every account of a namespace, what it begins with.</param>
    private sealed record Subject(string Kind, string Name, bool All)
    {
        public static Subject Of(Node subject)
        {
            var kind = subject["kind"u8].AsString();
            var one = subject[kind switch { "User" => "user", "Group" => "group", _ => "serviceAccount" }];
            var name = one["name"u8].AsString();
            if (kind != "ServiceAccount") return new Subject(kind, name, name == Everything);
            var prefix = $"system:serviceaccount:{one["namespace"u8].AsString()}:";
            return name == Everything ? new Subject(kind, prefix, All: true) : new Subject(kind, prefix + name, All: false);
        }

        public bool Is(in FlowRequest request) => Kind switch
        {
            "User" => All || request.User.Name == Name,
            "Group" => All || IsMember(request.User.Groups),
            _ => All ? request.User.Name.StartsWith(Name, StringComparison.Ordinal) : request.User.Name == Name,
        };

        private bool IsMember(IReadOnlyList<string> groups)
        {
            for (var i = 0; i < groups.Count; i++)
                if (groups[i] == Name) return true;
            return false;
        }
    }

    private sealed record Resources(string[] Verbs, string[] Groups, string[] Names, bool ClusterScope, string[] Namespaces)
    {
        public static Resources Of(Node rule) =>
            new(Texts(rule["verbs"u8]), Texts(rule["apiGroups"u8]), Texts(rule["resources"u8]), rule["clusterScope"u8].AsBool(), Texts(rule["namespaces"u8]));

        public bool Covers(in FlowRequest request)
        {
            var place = request.Place!;
            if (!Has(Verbs, request.Verb) || !Has(Groups, place.Resource.Group) || !HasResource(place.Resource.Plural, place.Subresource)) return false;
            return request.Namespace.Length == 0 ? ClusterScope : Has(Namespaces, request.Namespace);
        }

        private bool HasResource(string plural, string subresource)
        {
            if (subresource.Length == 0) return Has(Names, plural);
            foreach (var name in Names)
            {
                if (name == Everything) return true;
                if (name.Length == plural.Length + 1 + subresource.Length && name[plural.Length] == '/'
                    && name.StartsWith(plural, StringComparison.Ordinal) && name.EndsWith(subresource, StringComparison.Ordinal)) return true;
            }
            return false;
        }
    }

    private sealed record Paths(string[] Verbs, string[] Urls)
    {
        public static Paths Of(Node rule) => new(Texts(rule["verbs"u8]), Texts(rule["nonResourceURLs"u8]));

        public bool Covers(in FlowRequest request)
        {
            if (!Has(Verbs, request.Verb)) return false;
            foreach (var url in Urls)
            {
                if (url == request.Path || url == Everything) return true;
                if (url.EndsWith(Everything, StringComparison.Ordinal) && request.Path.AsSpan().StartsWith(url.AsSpan(0, url.Length - 1), StringComparison.Ordinal)) return true;
            }
            return false;
        }
    }
}
