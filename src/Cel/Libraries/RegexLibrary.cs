using System.Text.RegularExpressions;
using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Cel.Patterns;

namespace Timonier.Cel.Libraries;

/// <summary>Whether a text matches a pattern, and what the pattern finds in it. The evaluator keeps compiled patterns, so it runs the common forms itself.</summary>
internal static class RegexLibrary
{
    public static void AddTo(FunctionTable table)
    {
        CelType[] two = [CelType.String, CelType.String];
        table.Member("matches", two, CelType.Bool, a => With(a, IsMatch), CallCost.Matches);
        table.Global("matches", two, CelType.Bool, a => With(a, IsMatch), CallCost.Matches);
        table.Member("find", two, CelType.String, a => With(a, Find), CallCost.Find);
        table.Member("findAll", two, CelType.List(CelType.String), a => With(a, (text, regex) => FindAll(text, regex, -1)), CallCost.Find);
        table.Member("findAll", [.. two, CelType.Int], CelType.List(CelType.String), a =>
        {
            var limit = a[2].AsInt();
            return With(a, (text, regex) => FindAll(text, regex, limit));
        }, CallCost.Find);
    }

    public static CelValue IsMatch(string text, Regex regex) => CelValue.Of(regex.IsMatch(text));

    public static CelValue Find(string text, Regex regex) => CelValue.Of(regex.Match(text).Value);

    public static CelValue FindAll(string text, Regex regex, long limit)
    {
        var found = new List<CelValue>();
        for (var match = regex.Match(text); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch()) found.Add(CelValue.Of(match.Value));
        return CelValue.Of(CelList.Of(found));
    }

    private static CelValue With(ReadOnlySpan<CelValue> arguments, Func<string, Regex, CelValue> body) =>
        Re2.TryCompile(arguments[1].AsString(), out var regex, out var fault) ? Re2.Apply(regex, arguments[0].AsString(), body) : CelValue.Error(fault);
}
