using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.CustomResources;

/// <summary>Which of the names that a definition wants it gets: those that no other definition of its group has.</summary>
internal static class DefinitionNames
{
    private static readonly (string Name, string Reason)[] Single =
        [("plural", "PluralConflict"), ("singular", "SingularConflict"), ("kind", "KindConflict"), ("listKind", "ListKindConflict")];

    /// <summary>The accepted names, and what to say when some were refused.</summary>
    public static (DraftObject Accepted, string Reason, string Message) Of(Document definition, IEnumerable<Node> others)
    {
        var (resources, kinds) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var other in others)
        {
            foreach (var name in (string[])["plural", "singular"]) resources.Add(other[name].AsString());
            foreach (var name in other["shortNames"u8].Items) resources.Add(name.AsString());
            foreach (var name in (string[])["kind", "listKind"]) kinds.Add(other[name].AsString());
        }
        var (wanted, had) = (definition.Spec["names"u8], definition.Status["acceptedNames"u8]);
        var accepted = new DraftObject();
        var (reason, message) = ("", "");
        foreach (var (name, conflict) in Single)
        {
            var used = name is "kind" or "listKind" ? kinds : resources;
            if (wanted[name].AsString() == had[name].AsString() || !used.Contains(wanted[name].AsString())) accepted[name] = wanted[name].AsString();
            else
            {
                (reason, message) = (conflict, $"{GoText.Quote(wanted[name].AsString())} is already in use");
                accepted[name] = had[name].AsString();
            }
        }
        ShortNames(wanted, had, resources, accepted, ref reason, ref message);
        if (wanted["categories"u8].Count > 0) accepted["categories"] = wanted["categories"u8];
        return (accepted, reason, message);
    }

    private static void ShortNames(Node wanted, Node had, HashSet<string> used, DraftObject accepted, ref string reason, ref string message)
    {
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in had["shortNames"u8].Items) before.Add(name.AsString());
        var taken = new List<string>();
        foreach (var name in wanted["shortNames"u8].Items)
            if (!before.Contains(name.AsString()) && used.Contains(name.AsString())) taken.Add($"{GoText.Quote(name.AsString())} is already in use");
        if (taken.Count > 0) (reason, message) = ("ShortNamesConflict", taken.Count == 1 ? taken[0] : $"[{string.Join(", ", taken)}]");
        var granted = taken.Count > 0 ? had["shortNames"u8] : wanted["shortNames"u8];
        if (granted.Count > 0) accepted["shortNames"] = granted;
    }
}
