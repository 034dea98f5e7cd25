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
            FieldShape.Time when !IsWritten(value.Text, "2006-01-02T15:04:05Z") && GoTime.TryParseSeconds(value.Text, out var time, out _) => ApiTime.Seconds(time),
            FieldShape.MicroTime when !IsWritten(value.Text, "2006-01-02T15:04:05.000000Z") && GoTime.TryParseMicro(value.Text, out var time, out _) => ApiTime.Micro(time),
            _ => null,
        };
        return text is null ? null : (Draft)text;
    }

    // Most times come as they will be written, and need not be read twice.
    private static bool IsWritten(string text, string example) => text.Length == example.Length && text[^1] == 'Z' && !text.Contains(',', StringComparison.Ordinal);

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
