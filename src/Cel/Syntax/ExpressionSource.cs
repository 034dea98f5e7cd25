using System.Text;

namespace Timonier.Cel.Syntax;

/// <summary>The text of an expression, and the issues found in it in the form that clients see.</summary>
internal sealed class ExpressionSource(string text)
{
    private const int MostIssues = 100;
    private readonly List<CelIssue> issues = [];

    public string Text => text;

    public bool HasIssues => issues.Count > 0;

    public void Report(int offset, string message)
    {
        if (issues.Count >= MostIssues) return;
        offset = Math.Min(offset, text.Length);
        var lineStart = offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;
        var line = 1 + text.AsSpan(0, lineStart).Count('\n');
        var issue = new CelIssue(line, CodePoints.Count(text[lineStart..offset]), message);
        if (!issues.Contains(issue)) issues.Add(issue);
    }

    public IReadOnlyList<CelIssue> Issues => [.. issues.OrderBy(i => i.Line).ThenBy(i => i.Column)];

    /// <summary>All issues, each with the line it is in and a mark below the place.</summary>
    public static string Describe(string text, IEnumerable<CelIssue> issues)
    {
        var lines = text.Split('\n');
        return string.Join('\n', issues.Select(i => Describe(i, lines.ElementAtOrDefault(i.Line - 1) ?? "")));
    }

    private static string Describe(CelIssue issue, string line)
    {
        var described = new StringBuilder().Append("ERROR: <input>:").Append(issue.Line).Append(':').Append(issue.Column + 1).Append(": ").Append(issue.Message);
        described.Append("\n | ").Append(line.Replace('\t', ' ')).Append("\n | ");
        // Characters that are wide on a terminal are marked by wide dots, so that the mark stays below its place.
        var runes = line.EnumerateRunes().Take(issue.Column + 1).ToArray();
        foreach (var rune in runes.Take(issue.Column)) described.Append(rune.IsAscii ? '.' : '．');
        return described.Append(runes.Length > issue.Column && !runes[issue.Column].IsAscii ? '＾' : '^').ToString();
    }
}
