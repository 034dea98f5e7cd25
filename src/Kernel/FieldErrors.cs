using System.Globalization;

namespace Timonier.Kernel;

/// <summary>What validation finds, in upstream's words; the type of the cause is its <see cref="StatusCause.Reason"/>.</summary>
public static class FieldErrors
{
    public const string Immutable = "field is immutable";
    public const string Negative = "must be greater than or equal to 0";

    /// <summary>Said in place of a Secret's values: a refusal is told to logs.</summary>
    public const string HiddenSecret = "<secret contents redacted>";

    public static StatusCause Invalid(string field, string value, string detail) => InvalidRaw(field, GoText.Quote(value), detail);

    public static StatusCause Invalid(string field, long value, string detail) =>
        InvalidRaw(field, value.ToString(CultureInfo.InvariantCulture), detail);

    /// <param name="json">The value as JSON writes it.</param>
    public static StatusCause InvalidRaw(string field, string json, string detail) =>
        new("FieldValueInvalid", $"Invalid value: {json}: {detail}", field);

    /// <summary>A finding about many values together, which does not repeat them.</summary>
    public static StatusCause InvalidOmitted(string field, string detail) => new("FieldValueInvalid", "Invalid value: " + detail, field);

    public static StatusCause Required(string field, string detail = "") =>
        new("FieldValueRequired", "Required value" + Behind(detail), field);

    public static StatusCause Duplicate(string field, string value) =>
        new("FieldValueDuplicate", "Duplicate value: " + GoText.Quote(value), field);

    /// <param name="json">The value as JSON writes it.</param>
    public static StatusCause DuplicateRaw(string field, string json) => new("FieldValueDuplicate", "Duplicate value: " + json, field);

    public static StatusCause NotFound(string field, string value) => new("FieldValueNotFound", "Not found: " + GoText.Quote(value), field);

    public static StatusCause Forbidden(string field, string detail) => new("FieldValueForbidden", "Forbidden" + Behind(detail), field);

    public static StatusCause NotSupported(string field, string value, params ReadOnlySpan<string> supported) =>
        NotSupportedRaw(field, GoText.Quote(value), supported);

    /// <param name="json">The value as JSON writes it.</param>
    public static StatusCause NotSupportedRaw(string field, string json, params ReadOnlySpan<string> supported) =>
        new("FieldValueNotSupported", $"Unsupported value: {json}{Behind(supported.IsEmpty ? "" : "supported values: " + GoText.QuoteAll(supported.ToArray()))}", field);

    public static StatusCause TooLong(string field, int limit) =>
        new("FieldValueTooLong", $"Too long: may not be more than {limit} {(limit == 1 ? "byte" : "bytes")}", field);

    public static StatusCause TooMany(string field, int actual, int limit) =>
        new("FieldValueTooMany", $"Too many: {actual}: must have at most {limit} {(limit == 1 ? "item" : "items")}", field);

    private static string Behind(string detail) => detail.Length == 0 ? "" : ": " + detail;
}
