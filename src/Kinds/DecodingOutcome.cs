namespace Timonier.Kinds;

/// <summary>What decoding found: a type error in upstream's words, or null; and the fields the kind does not have.</summary>
public sealed record DecodingOutcome(string? Error, IReadOnlyList<string> UnknownFields)
{
    public bool Succeeded => Error is null;

    /// <summary>
    /// The text of a strict refusal, null when nothing is wrong: <c>strict decoding error: unknown field "spec.x"</c>.
    /// </summary>
    public string? StrictError(IReadOnlyList<string> duplicates) =>
        UnknownFields.Count + duplicates.Count == 0 ? null : $"strict decoding error: {string.Join(", ", Warnings(duplicates))}";

    /// <summary>One text for each oddity: the warnings of <c>fieldValidation=Warn</c>.</summary>
    public IEnumerable<string> Warnings(IReadOnlyList<string> duplicates) =>
        duplicates.Select(d => $"duplicate field \"{d}\"").Concat(UnknownFields.Select(u => $"unknown field \"{u}\""));
}
