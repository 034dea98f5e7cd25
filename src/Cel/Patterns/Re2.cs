using System.Collections.Concurrent;
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
    private const int MostKnown = 10_000;

    // Linear in the text still means the product with the pattern's states: the second line behind the cost limits.
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    // A compiled pattern takes tens of kilobytes, and schemas repeat a few patterns hundreds of times; what nobody holds goes.
    private static readonly ConcurrentDictionary<string, WeakReference<Regex>> Known = new(StringComparer.Ordinal);

    private static readonly CelValue TooSlow = CelValue.Error("regular expression takes too long to match");

    /// <summary>The pattern ready for matching, or the fault in RE2's words.</summary>
    public static bool TryCompile(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (Known.TryGetValue(pattern, out var known) && known.TryGetTarget(out regex)) return true;
        regex = null;
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
            if (Known.Count >= MostKnown) Known.Clear();
            Known[pattern] = new WeakReference<Regex>(regex);
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
