using System.IO.Enumeration;

namespace Timonier.Runtime.Simulated.Lives;

/// <summary>How a registry answers for some images.</summary>
/// <param name="Match">Their names with tags; * and ? stand for others.</param>
/// <param name="After">How long a pull takes.</param>
/// <param name="Error">Why there is none; empty: there is.</param>
public sealed record ImageRule(string Match, TimeSpan After, string Error)
{
    public bool Fits(string reference) => FileSystemName.MatchesSimpleExpression(Match, reference, ignoreCase: false);
}
