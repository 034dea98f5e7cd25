using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What can be said of a field.</summary>
internal readonly partial record struct Place
{
    public void Add(StatusCause cause) => Found.Add(cause);

    public void Required(string detail = "") => Add(FieldErrors.Required(Path, detail));

    public void Forbidden(string detail) => Add(FieldErrors.Forbidden(Path, detail));

    public void Invalid(string detail) => Add(FieldErrors.InvalidRaw(Path, Json, detail));

    /// <summary>As <see cref="Invalid(string)"/> for a number that counts as zero when it is left out.</summary>
    public void InvalidNumber(string detail) => Add(FieldErrors.Invalid(Path, Number, detail));

    /// <summary>As <see cref="Invalid(string)"/> without showing the value.</summary>
    public void InvalidAsAWhole(string detail) => Add(FieldErrors.InvalidOmitted(Path, detail));

    public void Invalid(string value, string detail) => Add(FieldErrors.Invalid(Path, value, detail));

    public void InvalidEach(string value, IEnumerable<string> details)
    {
        foreach (var detail in details) Invalid(value, detail);
    }

    public void InvalidEach(IEnumerable<string> details)
    {
        foreach (var detail in details) Invalid(detail);
    }

    public void Duplicate() => Add(FieldErrors.DuplicateRaw(Path, Json));

    public void NotFound() => Add(FieldErrors.NotFound(Path, Text));

    public void NotSupported(params ReadOnlySpan<string> supported) => Add(FieldErrors.NotSupported(Path, Text, supported));

    public void TooLong(int limit) => Add(FieldErrors.TooLong(Path, limit));
}
