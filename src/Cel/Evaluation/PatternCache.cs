using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Timonier.Cel.Patterns;

namespace Timonier.Cel.Evaluation;

/// <summary>The patterns of one program: nearly always those it has written out, seldom some from its variables.</summary>
internal sealed class PatternCache
{
    private const int Most = 64;
    private readonly ConcurrentDictionary<string, Regex> compiled = new(StringComparer.Ordinal);

    public void Keep((string Pattern, Regex Regex) known) => compiled[known.Pattern] = known.Regex;

    public bool TryGet(string pattern, [NotNullWhen(true)] out Regex? regex, [NotNullWhen(false)] out string? fault)
    {
        fault = null;
        if (compiled.TryGetValue(pattern, out regex)) return true;
        if (!Re2.TryCompile(pattern, out regex, out fault)) return false;
        if (compiled.Count < Most) compiled.TryAdd(pattern, regex);
        return true;
    }
}
