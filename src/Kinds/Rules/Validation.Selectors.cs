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
            foreach (var value in expression["values"].Items) value.InvalidEach(Names.LabelValue(value.Text));
        }
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
