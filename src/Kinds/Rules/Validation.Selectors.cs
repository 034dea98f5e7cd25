using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const string NoOperator = "not a valid selector operator";
    private const string ValuesNeeded = "must be specified when `operator` is 'In' or 'NotIn'";
    private const string ValuesBarred = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";

    internal static void Selector(Place selector)
    {
        if (!selector.Exists) return;
        Labels(selector["matchLabels"]);
        foreach (var expression in selector["matchExpressions"].Items)
        {
            Values(expression, comparing: false);
            expression["key"].InvalidEach(expression["key"].Text, Names.LabelKey(expression["key"].Text));
            if (!HadBadValues(selector)) foreach (var value in expression["values"].Items) value.InvalidEach(Names.LabelValue(value.Text));
        }
    }

    /// <summary>Whether the selector came from a time when its values were not looked at; then they may stay.</summary>
    private static bool HadBadValues(Place selector)
    {
        if (!selector.IsUpdate) return false;
        foreach (var expression in selector.Old["matchExpressions"u8].Items)
            foreach (var value in expression["values"u8].Items)
                if (Names.LabelValue(value.AsString()).Length > 0) return true;
        return false;
    }

    internal static void Values(Place expression, bool comparing)
    {
        var values = expression["values"];
        switch (expression["operator"].Text)
        {
            case "In" or "NotIn":
                if (values.Count == 0) values.Required(ValuesNeeded);
                break;
            case "Exists" or "DoesNotExist":
                if (values.Count > 0) values.Forbidden(ValuesBarred);
                break;
            case "Gt" or "Lt" when comparing:
                if (values.Count != 1) values.Required("must be specified single value when `operator` is 'Lt' or 'Gt'");
                break;
            default:
                expression["operator"].Invalid(expression["operator"].Text, NoOperator);
                break;
        }
    }

    internal static void PortNumberOrName(Place port)
    {
        if (port.Node.IsString) port.InvalidEach(Names.PortName(port.Text));
        else port.InvalidEach(Names.PortNumber(port.Number));
    }

    internal static void Protocol(Place protocol) => protocol.OneOf("SCTP", "TCP", "UDP");
}
