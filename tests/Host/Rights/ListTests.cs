using System.Text;
using Timonier.Api.Authorization;

namespace Timonier.Host.Tests.Rights;

public sealed class ListTests(NewCluster cluster) : IClassFixture<NewCluster>
{
    private const string Place = "shop";

    [Fact]
    public async Task Lists_OfWhatEachMay_AreAsWritten()
    {
        var written = Written();
        var told = new StringBuilder();
        var (everybody, accounts) = (await LinesOfAsync("nobody-special"), await LinesOfAsync("account shop/default"));
        foreach (var line in written.Split('\n'))
        {
            if (line.Length > 0 && line[0] == '#') told.Append(line).Append('\n');
            if (!line.StartsWith("as ", StringComparison.Ordinal)) continue;
            told.Append('\n').Append(line).Append('\n');
            var who = line["as ".Length..];
            foreach (var right in (await LinesOfAsync(who)).Except(who == "nobody-special" ? [] : who.StartsWith("controller ", StringComparison.Ordinal) ? accounts : everybody)) told.Append(right).Append('\n');
        }
        told.ToString().ShouldBe(written);
    }

    private async Task<List<string>> LinesOfAsync(string who)
    {
        var list = await cluster.Rights.RulesForAsync(RightsCase.Who(who.Split(' ')), Place, TestContext.Current.CancellationToken);
        return [.. list.Rules.SelectMany(OneByOne).GroupBy(right => (right.For, right.Named)).OrderBy(rights => rights.Key.For, StringComparer.Ordinal).ThenBy(rights => rights.Key.Named, StringComparer.Ordinal)
            .Select(rights => $"  {string.Join(',', rights.Select(right => right.Verb).Distinct().Order(StringComparer.Ordinal))} {rights.Key.For}{rights.Key.Named}")];
    }

    private static IEnumerable<(string For, string Named, string Verb)> OneByOne(AccessRule rule)
    {
        foreach (var verb in rule.Verbs)
        {
            foreach (var path in rule.NonResourceUrls) yield return (path, "", verb);
            foreach (var group in rule.Groups)
            {
                foreach (var resource in rule.Resources)
                {
                    var target = group.Length > 0 ? $"{group}: {resource}" : resource;
                    if (rule.ResourceNames.Count == 0) yield return (target, "", verb);
                    foreach (var name in rule.ResourceNames) yield return (target, " named " + name, verb);
                }
            }
        }
    }

    private static string Written()
    {
        using var reader = new StreamReader(typeof(ListTests).Assembly.GetManifestResourceStream("lists.txt")!);
        return reader.ReadToEnd();
    }
}
