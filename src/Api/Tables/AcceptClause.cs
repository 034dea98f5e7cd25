using System.Globalization;

namespace Timonier.Api.Tables;

/// <summary>One alternative of an Accept header.</summary>
internal sealed record AcceptClause(string Type, string Subtype, double Weight)
{
    public string As { get; private init; } = "";
    public string Group { get; private init; } = "";
    public string Version { get; private init; } = "";
    public bool Pretty { get; private init; }

    /// <summary>Whether objects are to be turned into something else.</summary>
    public bool Converts => As.Length > 0 || Group.Length > 0 || Version.Length > 0;

    /// <summary>The alternatives, the weightiest first; of equal ones the more exact, then the earlier.</summary>
    public static IEnumerable<AcceptClause> ParseAll(string accept) =>
        accept.Split(',').Select(Parse).OrderByDescending(c => c.Weight).ThenBy(c => c.Type == "*").ThenBy(c => c.Subtype == "*");

    public bool Takes(string media) => (Type == "*" && Subtype == "*") || (media.StartsWith(Type + "/", StringComparison.Ordinal) && (Subtype == "*" || media.Length == Type.Length + 1 + Subtype.Length && media.EndsWith(Subtype, StringComparison.Ordinal)));

    private static AcceptClause Parse(string text)
    {
        var parts = text.Split(';', StringSplitOptions.TrimEntries);
        var media = parts[0].ToLowerInvariant().Split('/', 2);
        var clause = new AcceptClause(media[0], media.Length > 1 ? media[1] : "*", 1);
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0) continue;
            var value = part[(equals + 1)..].Trim('"');
            clause = part[..equals].TrimEnd() switch
            {
                "as" => clause with { As = value },
                "g" => clause with { Group = value },
                "v" => clause with { Version = value },
                "pretty" => clause with { Pretty = value == "1" },
                "q" => clause with { Weight = double.TryParse(value, CultureInfo.InvariantCulture, out var weight) ? weight : 1 },
                _ => clause,
            };
        }
        return clause;
    }
}
