namespace Timonier.Kinds;

/// <summary>What decoding found: a type error in upstream's words, or null; and the fields the kind does not have.</summary>
public sealed record DecodingOutcome(string? Error, IReadOnlyList<string> UnknownFields)
{
    /// <summary>So many oddities are told of one body, as upstream's reader does; the rest leave in silence.</summary>
    public const int MostTold = 100;

    public bool Succeeded => Error is null;

    /// <summary>
    /// The text of a strict refusal, null when nothing is wrong: <c>strict decoding error: unknown field "spec.x"</c>.
    /// </summary>
    /// <param name="repeated">What the body says twice, in the words of its reader.</param>
    public string? StrictError(IReadOnlyList<string> repeated) =>
        UnknownFields.Count + repeated.Count == 0 ? null : $"strict decoding error: {string.Join(", ", repeated.Concat(Unknown))}";

    /// <summary>One text for each oddity: the warnings of <c>fieldValidation=Warn</c>.</summary>
    public IEnumerable<string> Warnings(IReadOnlyList<string> repeated) => repeated.SelectMany(Lines).Concat(Unknown);

    /// <summary>One text for each line of what a reader of YAML found; any other text as it is.</summary>
    public static IEnumerable<string> Lines(string said) =>
        said.IndexOf("yaml: unmarshal errors:\n", StringComparison.Ordinal) is >= 0 and var at ? said[at..].Split('\n').Skip(1).Select(line => line.Trim()) : [said];

    private IEnumerable<string> Unknown => UnknownFields.Select(u => $"unknown field \"{u}\"");
}
