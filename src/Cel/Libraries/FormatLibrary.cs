using System.Globalization;
using Timonier.Cel.Costs;
using Timonier.Cel.Functions;
using Timonier.Kernel;

namespace Timonier.Cel.Libraries;

/// <summary>The named forms of texts, each as a value that can validate.</summary>
internal static class FormatLibrary
{
    private static readonly CelFormat[] Formats =
    [
        new("dns1123Label", 30, Names.Dns1123Label),
        new("dns1123Subdomain", 60, Names.Dns1123Subdomain),
        new("dns1035Label", 30, Names.Dns1035Label),
        new("qualifiedName", 60, Names.LabelKey),
        new("dns1123LabelPrefix", 30, t => Names.Dns1123Label(Names.MaskedPrefix(t))),
        new("dns1123SubdomainPrefix", 60, t => Names.Dns1123Subdomain(Names.MaskedPrefix(t))),
        new("dns1035LabelPrefix", 30, t => Names.Dns1035Label(Names.MaskedPrefix(t))),
        new("labelValue", 40, Names.LabelValue),
        new("uri", 1000, t => CelUrl.Parse(t, out var fault) is null ? [$"parse {GoText.Quote(t)}: {fault}"] : []),
        new("uuid", 85, t => IsUuid(t) ? [] : ["does not match the UUID format"]),
        new("byte", 84, t => Convert.TryFromBase64String(t, new byte[t.Length], out _) ? [] : ["invalid base64"]),
        new("date", 71, t => DateOnly.TryParseExact(t, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _) ? [] : ["invalid date"]),
        new("datetime", 71, t => CelTimes.TryParse(t, out _) ? [] : ["invalid datetime"]),
    ];

    private static readonly CallCost Validation = new(
        (arguments, in _) => CelCost.Scale((ulong)arguments[1].Size + 1, CallCost.PerCharacter) * CelCost.Scale((ulong)arguments[0].Size, CallCost.PerRegexCharacter),
        arguments => new CallEstimate(arguments[1].Size.Times(CallCost.PerCharacter).Times(CelFormat.LongestPattern * CallCost.PerRegexCharacter)));

    public static void AddTo(FunctionTable table)
    {
        table.Type(CelFormat.FormatType);
        table.Global("format.named", [CelType.String], CelType.Optional(CelFormat.FormatType), a => Named(a[0].AsString()));
        foreach (var format in Formats)
        {
            var value = CelValue.Of(format);
            table.Global("format." + format.Name, [], CelFormat.FormatType, _ => value);
        }
        table.Member("validate", [CelFormat.FormatType, CelType.String], CelType.Optional(CelType.List(CelType.String)), a => Validate((CelFormat)a[0].AsOpaque(), a[1].AsString()), Validation);
    }

    private static CelValue Named(string name) =>
        Array.Find(Formats, f => f.Name == name) is { } format ? CelValue.Optional(CelValue.Of(format)) : CelValue.NoValue;

    private static CelValue Validate(CelFormat format, string text) =>
        format.FaultsOf(text) is { Length: > 0 } faults ? CelValue.Optional(CelValue.List([.. faults.Select(CelValue.Of)])) : CelValue.NoValue;

    private static bool IsUuid(string text) => Guid.TryParseExact(text, text.Contains('-', StringComparison.Ordinal) ? "D" : "N", out _);
}
