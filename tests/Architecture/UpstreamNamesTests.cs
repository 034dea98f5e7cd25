using System.Text.RegularExpressions;

namespace Timonier.Architecture.Tests;

/// <summary>Behaviours that upstream describes are tested under upstream's names: none may get lost.</summary>
public sealed partial class UpstreamNamesTests
{
    [Fact]
    public void EveryDescribedBehaviour_HasATestOfItsName()
    {
        var names = Rooms.Sources("tests").SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);
        File.ReadLines(Path.Combine(Rooms.Root, "tests", "Architecture", "upstream.names"))
            .Where(line => !line.StartsWith('#'))
            .Where(name => !names.Contains(name) && !names.Contains(name + " [Conformance]"))
            .ShouldBeEmpty();
    }

    /// <summary>Display names as the sources write them: a text, or a constant of the same file and a text.</summary>
    private static IEnumerable<string> NamesIn(string path)
    {
        var source = File.ReadAllText(path);
        var constants = Constant().Matches(source).DistinctBy(m => m.Groups["name"].Value).ToDictionary(m => m.Groups["name"].Value, m => m.Groups["text"].Value, StringComparer.Ordinal);
        foreach (Match shown in Shown().Matches(source))
        {
            var prefix = shown.Groups["prefix"];
            yield return (prefix.Success && constants.TryGetValue(prefix.Value, out var text) ? text : "") + shown.Groups["text"].Value;
        }
    }

    [GeneratedRegex("""const string (?<name>\w+) = "(?<text>[^"]*)";""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Constant();

    [GeneratedRegex("DisplayName = ((?<prefix>\\w+) \\+ )?\"(?<text>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Shown();
}
