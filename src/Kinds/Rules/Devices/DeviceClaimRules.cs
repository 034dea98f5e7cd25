using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of claims for devices, and of the templates for such claims.</summary>
internal static class DeviceClaimRules
{
    private const int Most = 32;
    private const int MostAlternatives = 8;
    private const int MostConsumers = 256;
    private const string OneForm = "exactly one of `exactly` or `firstAvailable` is required";
    private const string BadReference = "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'";

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
        Unique(devices["requests"], Most);
        foreach (var request in devices["requests"].Items) Request(request);
        devices["constraints"].AtMostItems(Most);
        foreach (var constraint in devices["constraints"].Items)
        {
            References(constraint["requests"], names);
            var attributes = constraint.Present("matchAttribute", "distinctAttribute");
            if (attributes.Count == 0) constraint.Required("exactly one of \"matchAttribute\" or \"distinctAttribute\" is required, but multiple fields are set");
            else if (attributes[0].Text.Length == 0) attributes[0].Required();
            else if (!attributes[0].Text.Contains('/', StringComparison.Ordinal)) attributes[0].Invalid("must include a domain");
        }
        devices["config"].AtMostItems(Most);
        foreach (var config in devices["config"].Items)
        {
            References(config["requests"], names);
            DeviceRules.Configuration(config);
        }
    }

    private static HashSet<string> RequestNames(Place devices)
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
        {
            request["name"].RequiredText(Names.Dns1123Label);
            if (!names.Add(request["name"].Text)) request.Add(FieldErrors.Duplicate(request.Path, request["name"].Text));
        }
    }

    private static void Request(Place request)
    {
        var (exactly, alternatives) = (request["exactly"], request["firstAvailable"]);
        if (!exactly.Exists && alternatives.Count == 0) request.Required(OneForm);
        else if (exactly.Exists && alternatives.Count > 0) request.Add(FieldErrors.InvalidRaw(request.Path, "null", OneForm + ", but multiple fields are set"));
        else if (exactly.Exists) Device(exactly);
        else
        {
            Unique(alternatives, MostAlternatives);
            foreach (var alternative in alternatives.Items) Device(alternative);
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

    private static void References(Place references, HashSet<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in references.Items)
        {
            if (!names.Contains(reference.Text)) reference.Invalid(BadReference);
            if (!seen.Add(reference.Text)) reference.Duplicate();
        }
    }

    public static void Status(Place claim)
    {
        var status = claim["status"];
        var (consumers, allocation) = (status["reservedFor"], status["allocation"]);
        consumers.AtMostItems(MostConsumers);
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var consumer in consumers.Items)
        {
            consumer.RequiredTexts("resource", "name", "uid");
            if (!uids.Add(consumer["uid"].Text)) consumer.Add(FieldErrors.Duplicate(consumer.Path, consumer["uid"].Text));
        }
        if (consumers.Count > 0 && !allocation.Exists) consumers.Forbidden("may not be specified when `allocated` is not set");
        if (!allocation.Old.IsNullOrMissing && allocation.Exists) allocation.Immutable();
        else if (allocation.Exists) Allocation(allocation, RequestNames(claim["spec"]["devices"]));
    }

    private static void Allocation(Place allocation, HashSet<string> names)
    {
        foreach (var result in allocation["devices"]["results"].Items)
        {
            if (!names.Contains(result["request"].Text)) result["request"].Invalid(result["request"].Text, BadReference);
            DriverName(result["driver"]);
            result["pool"].RequiredText();
            result["device"].RequiredText(Names.Dns1123Label);
        }
        if (allocation["nodeSelector"].Exists) NodeSelector(allocation["nodeSelector"]);
    }
}
