using System.Text;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>The list of the group <c>resource.k8s.io</c>, and the rules of device classes and of what claims share with them.</summary>
internal static class DeviceRules
{
    private const string Group = "resource.k8s.io";
    private const int MostSelectors = 32;
    private const int MostConfigs = 32;
    private const int LongestExpression = 10 * 1024;
    private const int LongestParameters = 10 * 1024;
    private const int MostTolerations = 16;

    public static readonly KindRules[] Kinds =
    [
        new(Group, "DeviceClass", c => Class(c["spec"])),
        new(Group, "ResourceClaim", c => DeviceClaimRules.Claim(c["spec"])) { Status = DeviceStatusRules.Status },
        new(Group, "ResourceClaimTemplate", DeviceClaimRules.Template),
        new(Group, "ResourceSlice", s => DeviceSliceRules.Slice(s["spec"])),
    ];

    private static void Class(Place spec)
    {
        Selectors(spec["selectors"]);
        foreach (var config in spec["config"].Items) Configuration(config);
        spec["config"].AtMostItems(MostConfigs);
        var name = spec["extendedResourceName"];
        if (name.Exists && (!name.Text.Contains('/', StringComparison.Ordinal) || IsNative(name.Text) || !Names.IsLabelKey("requests." + name.Text))) name.Invalid("must be a valid extended resource name");
    }

    public static void Selectors(Place selectors)
    {
        foreach (var selector in selectors.Items)
        {
            if (!selector["cel"].Exists) selector["cel"].Required();
            else selector["cel"]["expression"].AtMostBytes(LongestExpression);
        }
        selectors.AtMostItems(MostSelectors);
    }

    public static void Configuration(Place config)
    {
        var opaque = config["opaque"];
        if (!opaque.Exists)
        {
            opaque.Required();
            return;
        }
        DriverName(opaque["driver"]);
        Parameters(opaque["parameters"]);
    }

    public static void Parameters(Place parameters)
    {
        if (!parameters.Exists) parameters.Required();
        else if (!Kept(parameters) && Encoding.UTF8.GetByteCount(parameters.Node.ToString()) > LongestParameters) parameters.TooLong(LongestParameters);
        else if (!parameters.Node.IsObject) parameters.Invalid("<value omitted>", "parameters must be a valid JSON object");
    }

    public static void Tolerations(Place tolerations)
    {
        foreach (var toleration in tolerations.Items)
        {
            var (key, operation, value) = (toleration["key"], toleration["operator"], toleration["value"]);
            if (key.Text.Length > 0) LabelKey(key);
            switch (operation.Text)
            {
                case "Exists":
                    if (value.Text.Length > 0) value.Invalid("must be empty for operator `Exists`");
                    break;
                case "Equal":
                    value.InvalidEach(value.Text, Names.LabelValue(value.Text));
                    break;
                default:
                    operation.Choice("Equal", "Exists");
                    break;
            }
            if (toleration["effect"].Text.Length > 0) toleration["effect"].OneOf("NoExecute", "NoSchedule", "None");
        }
        tolerations.AtMostItems(MostTolerations);
    }
}
