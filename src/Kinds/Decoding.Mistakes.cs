using System.Globalization;
using System.Text.RegularExpressions;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Decoding
{
    private static string? Mistake(FieldType type, Draft value, Place place)
    {
        var text = (value as DraftScalar)?.Text ?? "";
        var said = value.Kind;
        return type.Shape switch
        {
            FieldShape.String when said == NodeKind.String => null,
            FieldShape.Bool when said is NodeKind.True or NodeKind.False => null,
            FieldShape.Double when said == NodeKind.Number => null,
            FieldShape.Int32 when said == NodeKind.Number =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : Wrong(type, $"number {text}", place),
            FieldShape.Int64 when said == NodeKind.Number =>
                long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : Wrong(type, $"number {text}", place),
            FieldShape.Bytes when said == NodeKind.String => Base64Mistake(text),
            FieldShape.Quantity => QuantityMistake(said, text),
            FieldShape.IntOrString => IntOrStringMistake(said, text),
            FieldShape.Time or FieldShape.MicroTime when said != NodeKind.String => Bare(said, "string"),
            FieldShape.Time => GoTime.TryParseSeconds(text, out _, out var wrong) ? null : wrong,
            FieldShape.MicroTime => GoTime.TryParseMicro(text, out _, out var wrong) ? null : wrong,
            FieldShape.Duration => said == NodeKind.String ? null : Bare(said, "string"),
            _ => Wrong(type, GoType.Word(said), place),
        };
    }

    private static string Wrong(FieldType type, string said, Place place) =>
        $"json: cannot unmarshal {said} into Go struct field {place.Struct}.{place.Fields} of type {type.GoName}";

    // Types that read themselves know neither the struct nor the field they stand in.
    private static string Bare(NodeKind said, string goType) => $"json: cannot unmarshal {GoType.Word(said)} into Go value of type {goType}";

    private static string? Base64Mistake(string text)
    {
        var valid = 0;
        while (valid < text.Length && (char.IsAsciiLetterOrDigit(text[valid]) || text[valid] is '+' or '/')) valid++;
        var padding = 0;
        while (valid + padding < text.Length && text[valid + padding] == '=') padding++;
        if (valid + padding < text.Length) return string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {valid + padding}");
        if ((valid + padding) % 4 == 0 && padding <= 2) return null;
        return string.Create(CultureInfo.InvariantCulture, $"illegal base64 data at input byte {(padding > 2 ? valid + 2 : text.Length / 4 * 4)}");
    }

    private static string? QuantityMistake(NodeKind said, string text)
    {
        if (said is not (NodeKind.String or NodeKind.Number) || !QuantityForm().IsMatch(text))
            return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
        return QuantitySuffix().IsMatch(text) ? null : "unable to parse quantity's suffix";
    }

    private static string? IntOrStringMistake(NodeKind said, string text) => said switch
    {
        NodeKind.String => null,
        NodeKind.Number when int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => null,
        NodeKind.Number => $"json: cannot unmarshal number {text} into Go value of type int32",
        _ => Bare(said, "int32"),
    };

    [GeneratedRegex("^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex QuantityForm();

    [GeneratedRegex("^[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)(([KMGTPE]i)|[numkMGTPE]|([eE][+-]?[0-9]+))?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex QuantitySuffix();
}
