using Timonier.Cel;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>
/// Compiles the expressions of a ValidatingAdmissionPolicy against the kinds that it names, which finds what no object of
/// theirs can have. It never changes what the policy does.
/// </summary>
public static class PolicyTypeCheck
{
    private const int MostKinds = 10;

    /// <summary>The fields of the policy with expressions that do not fit, each with what is wrong by kind.</summary>
    public static IReadOnlyList<(string Field, string Warning)> Warnings(Document policy, KindCatalogue catalogue)
    {
        var parameters = policy.Spec["paramKind"u8] is { IsObject: true } named && catalogue.FindKind(named["apiVersion"u8].AsString(), named["kind"u8].AsString()) is { } found ? KindTypes.Of(found) : null;
        var environments = new List<(string Kind, PolicyExpressions Expressions)>();
        foreach (var kind in KindsOf(policy.Spec["matchConstraints"u8], catalogue))
        {
            var expressions = new PolicyExpressions(parameters, KindTypes.Of(kind));
            foreach (var variable in policy.Spec["variables"u8].Items) expressions.Variable(variable["name"u8].AsString(), variable["expression"u8].AsString());
            environments.Add(($"{kind.Group}/{kind.Version}, Kind={kind.Name}", expressions));
        }

        var warnings = new List<(string, string)>();
        var index = 0;
        foreach (var validation in policy.Spec["validations"u8].Items)
        {
            foreach (var name in (string[])["expression", "messageExpression"])
            {
                var told = environments.ConvertAll(e => Told(e.Kind, e.Expressions.Check(validation[name].AsString()))).Where(t => t.Length > 0).ToList();
                if (validation[name].AsString().Length > 0 && told.Count > 0) warnings.Add(($"spec.validations[{index}].{name}", string.Join('\n', told)));
            }
            index++;
        }
        return warnings;
    }

    private static string Told(string kind, CelCompilation compiled) => compiled.Program is null ? $"{kind}: {compiled.Description}\n" : "";

    // Rules with wildcards say nothing about types; of parts of objects the types are not looked for.
    private static IEnumerable<Kind> KindsOf(Node constraints, KindCatalogue catalogue)
    {
        var found = new HashSet<Kind>();
        foreach (var rule in constraints["resourceRules"u8].Items)
        {
            var (groups, versions) = (Texts(rule["apiGroups"u8]), Texts(rule["apiVersions"u8]));
            if (groups.Concat(versions).Any(t => t.Contains('*', StringComparison.Ordinal))) continue;
            foreach (var group in groups)
                foreach (var version in versions)
                    foreach (var resource in Texts(rule["resources"u8]))
                        if (found.Count < MostKinds && catalogue.Find(new ResourceName(group, version, resource)) is { } kind) found.Add(kind);
        }
        return found.OrderBy(k => k.Group, StringComparer.Ordinal).ThenBy(k => k.Version, StringComparer.Ordinal).ThenBy(k => k.Name, StringComparer.Ordinal);
    }

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        foreach (var text in list.Items) texts.Add(text.AsString());
        texts.Sort(StringComparer.Ordinal);
        return texts;
    }
}
