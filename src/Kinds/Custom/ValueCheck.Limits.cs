using System.Collections.Immutable;
using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

internal sealed partial class ValueCheck
{
    private void Limits(SchemaLimits limits, Node value, string path)
    {
        if (!limits.Enum.IsEmpty && !limits.Enum.Any(allowed => Same(allowed, value)))
            found.Add(FieldErrors.NotSupportedRaw(path, value.IsString ? GoText.Quote(value.AsString()) : value.ToString(),
                [.. limits.Enum.Select(allowed => allowed.Kind == NodeKind.String ? allowed.AsString() : allowed.ToString())]));
        switch (value.Kind)
        {
            case NodeKind.String: Text(limits, value, path); break;
            case NodeKind.Number: Number(limits, value, path); break;
            case NodeKind.Array: Items(limits, value, path); break;
            case NodeKind.Object: Members(limits, value, path); break;
            default: break;
        }
        Alternatives(limits, value, path);
    }

    // 1 and 1.0 are the same number here.
    private static bool Same(Draft allowed, Node value) => value.Kind == NodeKind.Number && allowed is DraftScalar { Kind: NodeKind.Number } number
        ? double.Parse(number.Text, CultureInfo.InvariantCulture).Equals(value.AsDouble())
        : Draft.DeepEquals(allowed, value);

    private void Text(SchemaLimits limits, Node value, string path)
    {
        var text = value.AsString();
        if (limits is { MaxLength: null, MinLength: null, Pattern.Length: 0 }) return;
        var length = text.EnumerateRunes().Count();
        if (length > limits.MaxLength) found.Add(FieldErrors.TooLong(path, (int)limits.MaxLength.Value));
        if (length < limits.MinLength) Invalid(path, value, $"should be at least {limits.MinLength} chars long");
        if (limits.Expression?.IsMatch(text) == false) Invalid(path, value, $"should match '{limits.Pattern}'");
    }

    private void Number(SchemaLimits limits, Node value, string path)
    {
        var number = value.AsDouble();
        if (limits.MultipleOf is { } factor && Math.Abs(number / factor - Math.Round(number / factor)) > 1e-9) Invalid(path, value, $"should be a multiple of {GoNumber.General(factor)}");
        if (limits.Maximum is { } most && (limits.ExclusiveMaximum ? number >= most : number > most))
            Invalid(path, value, $"should be less than {(limits.ExclusiveMaximum ? "" : "or equal to ")}{Shown(most)}");
        if (limits.Minimum is { } least && (limits.ExclusiveMinimum ? number <= least : number < least))
            Invalid(path, value, $"should be greater than {(limits.ExclusiveMinimum ? "" : "or equal to ")}{Shown(least)}");
    }

    // Go writes numbers from 10^21 on with an exponent where it was not told how.
    private static string Shown(double limit) => Math.Abs(limit) < 1e21 ? GoNumber.Json(limit) : GoNumber.General(limit);

    private void Items(SchemaLimits limits, Node value, string path)
    {
        var count = value.Count;
        if (count > limits.MaxItems) found.Add(FieldErrors.TooMany(path, count, (int)limits.MaxItems.Value));
        if (count < limits.MinItems) Invalid(path, value, $"should have at least {limits.MinItems} items");
    }

    private void Members(SchemaLimits limits, Node value, string path)
    {
        foreach (var name in limits.Required)
            if (!value[name].Exists) found.Add(FieldErrors.Required(Join(path, name)));
        var count = value.Count;
        if (count > limits.MaxProperties) found.Add(FieldErrors.TooMany(path, count, (int)limits.MaxProperties.Value));
        if (count < limits.MinProperties) Invalid(path, value, $"should have at least {limits.MinProperties} properties");
    }

    private void Alternatives(SchemaLimits limits, Node value, string path)
    {
        if (!limits.AnyOf.IsEmpty && Outcomes(limits.AnyOf, value, path) is var any && any.TrueForAll(o => o.Count > 0))
        {
            Unfit($"{GoText.Quote(path)} must validate at least one schema (anyOf)");
            found.AddRange(any.MinBy(o => o.Count)!);
        }
        if (!limits.OneOf.IsEmpty)
        {
            var one = Outcomes(limits.OneOf, value, path);
            var fits = one.Count(o => o.Count == 0);
            if (fits != 1) Unfit($"{GoText.Quote(path)} must validate one and only one schema (oneOf). {(fits == 0 ? "Found none valid" : $"Found {fits} valid alternatives")}");
            if (fits == 0) found.AddRange(one.MinBy(o => o.Count)!);
        }
        if (!limits.AllOf.IsEmpty && Outcomes(limits.AllOf, value, path) is var all && all.Exists(o => o.Count > 0))
        {
            Unfit($"{GoText.Quote(path)} must validate all the schemas (allOf)");
            foreach (var outcome in all) found.AddRange(outcome);
        }
        if (limits.Not is { } not && Of(not, value, path: path).Count == 0) Unfit($"{GoText.Quote(path)} must not validate the schema (not)");
    }

    private static List<IReadOnlyList<StatusCause>> Outcomes(ImmutableArray<SchemaNode> schemas, Node value, string path) => [.. schemas.Select(s => Of(s, value, path: path))];

    private void Unfit(string detail) => found.Add(FieldErrors.Invalid(NoField, "", detail));
}
