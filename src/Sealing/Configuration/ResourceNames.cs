using System.Collections.Immutable;

namespace Timonier.Sealing.Configuration;

/// <summary>Which names of resources a configuration may hold.</summary>
internal static class ResourceNames
{
    private static readonly string[] NeverStored = ["apiserveripinfo", "serviceipallocations", "servicenodeportallocations"];

    /// <summary>What is wrong with one name; null when nothing is.</summary>
    public static string? Mistake(string name)
    {
        if (name.Length == 0) return "resource name should not be empty";
        if (name == "*") return "use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources";
        if (name == "events.events.k8s.io") return "the events.events.k8s.io resource is stored using the 'events' resource in the core API group. If event resources should be encrypted, specify 'events' instead";
        if (name.Any(char.IsAsciiLetterUpper)) return "resource name should not contain capital letters";
        if (name.EndsWith(".extensions", StringComparison.Ordinal)) return "'extensions' group has been removed and cannot be used for encryption";
        return NeverStored.Contains(name) ? "this resource is never persisted by its API" : null;
    }

    /// <summary>What one entry says twice; null when there is nothing.</summary>
    public static string? Overlap(ImmutableArray<string> names)
    {
        if (names.Length > 1 && names.Contains("*.*")) return "using overlapping resources such as 'secrets' and '*.*' in the same entry is not allowed as they will be masked";
        foreach (var all in names.Where(n => n.StartsWith("*.", StringComparison.Ordinal)))
            if (names.FirstOrDefault(n => n != all && GroupOf(n) == all[2..]) is { } masked) return $"'{masked}' is masked by '{all}' of the same entry";
        return names.Distinct(StringComparer.Ordinal).Count() == names.Length ? null : "a resource must not be named twice in the same entry";
    }

    private static string GroupOf(string name) => name.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? name[(dot + 1)..] : "";
}
