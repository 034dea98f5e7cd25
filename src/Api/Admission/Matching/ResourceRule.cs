using System.Collections.Immutable;
using Timonier.Api.Admission.Requests;
using Timonier.Documents;

namespace Timonier.Api.Admission.Matching;

/// <summary>Operations on resources, as webhooks and policies name them.</summary>
internal sealed record ResourceRule
{
    private const string All = "*";

    public required ImmutableArray<string> Operations { get; init; }
    public required ImmutableArray<string> Groups { get; init; }
    public required ImmutableArray<string> Versions { get; init; }
    public required ImmutableArray<string> Resources { get; init; }

    /// <summary>Names of objects, which only policies give; none means all.</summary>
    public required ImmutableArray<string> Names { get; init; }
    public required string Scope { get; init; }

    /// <summary>Every operation on every resource.</summary>
    public static ResourceRule Everything { get; } = new() { Operations = [All], Groups = [All], Versions = [All], Resources = ["*/*"], Names = [], Scope = All };

    public static ResourceRule Of(Node rule) => new()
    {
        Operations = Texts(rule["operations"u8]),
        Groups = Texts(rule["apiGroups"u8]),
        Versions = Texts(rule["apiVersions"u8]),
        Resources = Texts(rule["resources"u8]),
        Names = Texts(rule["resourceNames"u8]),
        Scope = rule["scope"u8].AsString(),
    };

    public static ImmutableArray<ResourceRule> AllOf(Node rules)
    {
        var all = ImmutableArray.CreateBuilder<ResourceRule>();
        foreach (var rule in rules.Items) all.Add(Of(rule));
        return all.ToImmutable();
    }

    public bool Matches(AdmissionSubject subject) =>
        InScope(subject)
        && Has(Operations, subject.Verb)
        && Has(Groups, subject.Resource.Group)
        && Has(Versions, subject.Resource.Version)
        && Resources.Any(r => IsResource(r, subject))
        && (Names.IsEmpty || Names.Contains(subject.Name));

    private bool InScope(AdmissionSubject subject) => Scope switch
    {
        "Namespaced" => subject.Namespace.Length > 0 && !subject.IsNamespace,
        "Cluster" => subject.Namespace.Length == 0 || subject.IsNamespace,
        _ => true,
    };

    private static bool IsResource(string written, AdmissionSubject subject)
    {
        var parts = written.Split('/', 2);
        var sub = parts.Length > 1 ? parts[1] : "";
        return (parts[0] == All || parts[0] == subject.Resource.Plural) && (sub == All || sub == subject.Subresource);
    }

    private static bool Has(ImmutableArray<string> words, string word) => words.Contains(All) || words.Contains(word);

    private static ImmutableArray<string> Texts(Node list)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var text in list.Items) texts.Add(text.AsString());
        return texts.ToImmutable();
    }
}
