using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Timonier.Cel.Patterns;

/// <summary>
/// Regular expressions in RE2's syntax, matched in time linear in the text: they become patterns for .NET's
/// non-backtracking engine. What RE2 lacks (looking around, referring back) is refused.
/// </summary>
public static class Re2
{
    private const int LongestPattern = 100_000;

    // Linear in the text still means the product with the pattern's states: the second line behind the cost limits.
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    private static readonly CelValue TooSlow = CelValue.Error("regular expression takes too long to match");

    /// <summary>The pattern ready for matching, or the fault in RE2's words.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        regex = null;
        fault = null;
        if (pattern.Length > LongestPattern)
        {
            fault = "error parsing regexp: expression too large";
            return false;
        }
        var translation = new Re2Translation(pattern);
        if (translation.Translate() is not { } translated)
        {
            fault = "error parsing regexp: " + translation.Fault;
            return false;
        }
        try
        {
            regex = new Regex(translated, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, LongestMatch);
            return true;
        }
        catch (Exception e) when (e is NotSupportedException or RegexParseException)
        {
            // Repetitions within repetitions can ask for more states than the engine takes on.
            fault = "error parsing regexp: expression too large";
            return false;
        }
    }

    /// <summary>What a match comes to, or the error that it took too long.</summary>
    internal static CelValue Apply(Regex regex, string text, Func<string, Regex, CelValue> body)
    {
        try
        {
            return body(text, regex);
        }
        catch (RegexMatchTimeoutException)
        {
            return TooSlow;
        }
    }
}
