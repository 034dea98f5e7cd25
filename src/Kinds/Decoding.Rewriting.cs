using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Values that have many forms, brought into the one in which Go's types write themselves.</summary>
public static partial class Decoding
{
    private static Draft? Rewritten(FieldType type, DraftScalar value)
    {
        var text = type.Shape switch
        {
            FieldShape.Quantity => Amount(value, toMilli: false),
            FieldShape.Time => Instant(value.Text, "yyyy-MM-dd'T'HH:mm:ss'Z'"),
            FieldShape.MicroTime => Instant(value.Text, "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            _ => null,
        };
        return text is null ? null : (Draft)text;
    }

    private static string? Instant(string text, string form)
    {
        // The quotes around T and Z are not written.
        if (text.Length == form.Length - 4 && text[^1] == 'Z') return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time.UtcDateTime.ToString(form, CultureInfo.InvariantCulture) : null;
    }

    // Upstream rounds amounts by resource up to thousandths, and writes all amounts as text in the shortest form.
    private static string? Amount(DraftScalar value, bool toMilli)
    {
        if (!Quantity.TryParse(value.Text, out var amount)) return value.Kind == NodeKind.Number ? value.Text : null;
        // Above this an amount in thousandths is none that fits, and has none to round.
        if (toMilli && amount.Value is > -1_000_000_000_000 and < 1_000_000_000_000) amount = Quantity.OfMilli(amount.MilliValue, amount.Format);
        var text = amount.ToString();
        return text == value.Text && value.Kind == NodeKind.String ? null : text;
    }
}
