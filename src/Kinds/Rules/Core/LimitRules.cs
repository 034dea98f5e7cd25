using System.Globalization;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of LimitRanges.</summary>
internal static class LimitRules
{
    public static void LimitRange(Place range)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var limit in range["spec"]["limits"].Items)
        {
            var type = limit["type"];
            var wrong = Names.LabelKey(type.Text);
            type.InvalidEach(type.Text, wrong);
            if (wrong.Length == 0 && !type.Text.Contains('/', StringComparison.Ordinal) && type.Text is not ("Pod" or "Container" or "PersistentVolumeClaim"))
                type.Invalid("must be a standard limit type or fully qualified");
            if (!types.Add(type.Text)) type.Duplicate();
            Limit(limit, type.Text);
        }
    }

    private static void Limit(Place limit, string type)
    {
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var field in (string[])["max", "min"]) Resources(limit[field], type, keys);
        foreach (var field in (string[])["default", "defaultRequest"])
        {
            if (type != "Pod") Resources(limit[field], type, keys);
            else if (limit[field].Count > 0) limit[field].Forbidden("may not be specified when `type` is 'Pod'");
        }
        if (type == "PersistentVolumeClaim" && !limit["min"]["storage"].Exists && !limit["max"]["storage"].Exists)
            limit["limits"].Required("either minimum or maximum storage value is required, but neither was provided");
        Resources(limit["maxLimitRequestRatio"], type, keys);
        foreach (var key in keys) Compare(limit, key, type != "Pod");
    }

    private static void Resources(Place amounts, string type, SortedSet<string> keys)
    {
        foreach (var (name, amount) in amounts.Entries)
        {
            keys.Add(name);
            if (type is "Pod" or "Container") ResourceName(amount, name);
            else AnyResourceName(amount, name);
        }
    }

    private static void Compare(Place limit, string key, bool withDefaults)
    {
        var (min, max) = (Amount(limit["min"][key]), Amount(limit["max"][key]));
        var (usual, request) = withDefaults ? (Amount(limit["default"][key]), Amount(limit["defaultRequest"][key])) : (null, null);
        Order("min", min, min, max, "min value {0} is greater than max value {1}");
        Order("defaultRequest", request, min, request, "min value {0} is greater than default request value {1}");
        Order("defaultRequest", request, request, max, "default request value {0} is greater than max value {1}");
        Order("defaultRequest", request, request, usual, "default request value {0} is greater than default limit value {1}");
        // Upstream shows the bound in these two, not the default.
        Order("default", min, min, usual, "min value {0} is greater than default value {1}");
        Order("default", max, usual, max, "default value {0} is greater than max value {1}");
        Ratio(limit["maxLimitRequestRatio"], key, min, max);
        if (!MayExceed(key) && usual is { } a && request is { } b && a != b)
            Tell("defaultRequest", b, $"default value {a} must equal to defaultRequest value {b} in {key}");

        void Order(string field, Quantity? shown, Quantity? less, Quantity? more, string text)
        {
            if (less is { } l && more is { } m && l > m) Tell(field, shown!.Value, string.Format(CultureInfo.InvariantCulture, text, l, m));
        }

        void Tell(string field, Quantity shown, string text) => limit.Add(FieldErrors.Invalid($"{limit.Path}.{field}[{key}]", shown.ToString(), text));
    }

    private static void Ratio(Place ratios, string key, Quantity? min, Quantity? max)
    {
        var place = ratios.Key(key);
        if (Amount(place) is not { } ratio) return;
        if (ratio.MilliValue < 1000) place.Invalid(ratio.ToString(), $"ratio {ratio} is less than 1");
        if (min is not { } low || max is not { } high) return;
        var most = (double)high.MilliValue / low.MilliValue;
        if (ratio.MilliValue / 1000.0 > most) place.Invalid(ratio.ToString(), string.Create(CultureInfo.InvariantCulture, $"ratio {ratio} is greater than max/min = {most:F6}"));
    }

    private static Quantity? Amount(Place place) => Quantity.TryParse(place.Node.AsText(), out var quantity) ? quantity : null;
}
