using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of claims for devices, and of the templates for such claims.</summary>
internal static class DeviceClaimRules
{
    public const int Most = 32;
    private const int MostAlternatives = 8;
    private const string OneForm = "exactly one of `exactly` or `firstAvailable` is required";
    public const string BadReference = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

    public static void Claim(Place spec)
    {
        if (spec.IsUpdate) spec.Immutable();
        else Devices(spec["devices"]);
    }

    public static void Template(Place template)
    {
        var spec = template["spec"];
        if (template.IsUpdate)
        {
            spec.Immutable();
            return;
        }
        Labels(spec["metadata"]["labels"]);
        Annotations(spec["metadata"]["annotations"]);
        Devices(spec["spec"]["devices"]);
    }

    private static void Devices(Place devices)
    {
        var names = RequestNames(devices);
        foreach (var request in devices["requests"].Items) Request(request);
        Unique(devices["requests"], Most);
        foreach (var constraint in devices["constraints"].Items) Constraint(constraint, names);
        devices["constraints"].AtMostItems(Most);
        Configurations(devices["config"], names, Most);
    }

    private static void Constraint(Place constraint, HashSet<string> names)
    {
        References(constraint["requests"], names);
        var attributes = constraint.Present("matchAttribute", "distinctAttribute");
        foreach (var attribute in attributes)
        {
            DeviceFactRules.Qualified(attribute, attribute.Text);
            if (attribute.Text.Length > 0 && !attribute.Text.Contains('/', StringComparison.Ordinal)) attribute.Invalid("must include a domain");
        }
        if (attributes.Count == 0) constraint.Required("exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
    }

    public static void Configurations(Place configs, HashSet<string> names, int most)
    {
        foreach (var config in configs.Items)
        {
            References(config["requests"], names);
            DeviceRules.Configuration(config);
        }
        configs.AtMostItems(most);
    }

    public static HashSet<string> RequestNames(Place devices)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in devices["requests"].Items)
        {
            names.Add(request["name"].Text);
            foreach (var alternative in request["firstAvailable"].Items) names.Add($"{request["name"].Text}/{alternative["name"].Text}");
        }
        return names;
    }

    private static void Unique(Place requests, int most)
    {
        requests.AtMostItems(most);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests.Items)
            if (!names.Add(request["name"].Text)) request.Add(FieldErrors.Duplicate(request.Path, request["name"].Text));
    }

    private static void Request(Place request)
    {
        var (exactly, alternatives) = (request["exactly"], request["firstAvailable"]);
        request["name"].RequiredText(Names.Dns1123Label);
        if (!exactly.Exists && alternatives.Count == 0) request.Required(OneForm);
        else if (exactly.Exists && alternatives.Count > 0) request.Add(FieldErrors.InvalidRaw(request.Path, "null", OneForm + ", but multiple fields are set"));
        else if (exactly.Exists) Device(exactly);
        else
        {
            foreach (var alternative in alternatives.Items)
            {
                alternative["name"].RequiredText(Names.Dns1123Label);
                Device(alternative);
            }
            Unique(alternatives, MostAlternatives);
        }
    }

    private static void Device(Place device)
    {
        device["deviceClassName"].RequiredText(Names.Dns1123Subdomain);
        DeviceRules.Selectors(device["selectors"]);
        var (mode, count) = (device["allocationMode"], device["count"]);
        switch (mode.Text)
        {
            case "All":
                if (count.Number != 0) count.Invalid("must not be specified when allocationMode is 'All'");
                break;
            case "ExactCount":
                if (count.Number <= 0) count.InvalidNumber("must be greater than zero");
                break;
            default:
                mode.NotSupported("All", "ExactCount");
                break;
        }
        DeviceRules.Tolerations(device["tolerations"]);
    }

    public static void References(Place references, HashSet<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in references.Items)
        {
            if (!names.Contains(reference.Text)) reference.Invalid(BadReference);
            if (!seen.Add(reference.Text)) reference.Duplicate();
        }
    }
}
