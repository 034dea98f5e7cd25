using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Host.Tests.Rights;

/// <summary>One question of the matrix and its expected answer.</summary>
public sealed record RightsCase(string Text, AuthorizationAttributes Asked, bool Allowed, string Because)
{
    private static readonly string[] Cast = ["vera", "eddi", "ada"];

    public static List<RightsCase> ReadAll()
    {
        using var reader = new StreamReader(typeof(RightsCase).Assembly.GetManifestResourceStream("matrix.txt")!);
        var (cases, who) = (new List<RightsCase>(), UserInfo.Anonymous);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.StartsWith("as ", StringComparison.Ordinal)) who = Who(line.Split(' ')[1..]);
            else cases.AddRange(Cases(who, line));
        }
        return cases;
    }

    public override string ToString() => Text;

    internal static UserInfo Who(string[] words) => words switch
    {
        ["node", var name] => UserInfo.Node(name),
        ["controller", var name] => UserInfo.Controller(name),
        ["account", var path] when path.Split('/') is [var place, var name] =>
            new UserInfo($"system:serviceaccount:{place}:{name}", ["system:serviceaccounts", $"system:serviceaccounts:{place}", "system:authenticated"]),
        [var name, "group", var group] => new UserInfo(name, [group]),
        ["root"] => new UserInfo("root", ["wheel", "system:authenticated"]),
        [var name] => new UserInfo(name, Cast.Contains(name) ? ["staff", "system:authenticated"] : ["system:authenticated"]),
        _ => throw new FormatException(string.Join(' ', words)),
    };

    private static IEnumerable<RightsCase> Cases(UserInfo who, string line)
    {
        var because = line.IndexOf(" because ", StringComparison.Ordinal);
        var words = (because < 0 ? line : line[..because]).Split(' ');
        var question = new AuthorizationAttributes
        {
            User = who, Verb = "", Namespace = After("in"), Name = After("named"), Fields = FieldSelector.Parse(After("where")),
        };
        foreach (var verb in words[1].Split(','))
        {
            foreach (var target in words[2].Split(','))
            {
                var asked = question with { Verb = verb };
                if (target.StartsWith("//", StringComparison.Ordinal)) asked = asked with { NonResourcePath = target[1..] };
                else asked = Of(asked, target);
                yield return new RightsCase($"{who.Name} {words[0]} {verb} {target} {string.Join(' ', words[3..])}".TrimEnd(), asked, words[0] == "yes", because < 0 ? "" : line[(because + 9)..]);
            }
        }

        string After(string word) => Array.IndexOf(words, word) is > 0 and var at ? words[at + 1] : "";
    }

    // A group has a dot, or is one of the few old ones without.
    private static AuthorizationAttributes Of(AuthorizationAttributes asked, string target)
    {
        var parts = target.Split('/');
        var grouped = parts[0].Contains('.', StringComparison.Ordinal) || parts[0] is "apps" or "batch" or "policy" or "autoscaling" or "extensions";
        if (grouped) asked = asked with { Group = parts[0] };
        var rest = grouped ? parts[1..] : parts;
        return asked with { Version = "v1", Resource = rest[0], Subresource = rest.Length > 1 ? rest[1] : "" };
    }
}
