using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the slices in which drivers publish their devices.</summary>
internal static class DeviceSliceRules
{
    private const int MostDevices = 128;
    private const int LongestPool = 253;
    private const string OneScope = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required";

    public static void Slice(Place spec)
    {
        DriverName(spec["driver"]);
        Pool(spec["pool"]);
        spec["pool"]["name"].Immutable();
        spec.Immutable("driver", "nodeName");
        var scopes = new List<string>();
        Scope(spec, scopes);
        if (scopes.Count == 0) spec.Required(OneScope);
        if (scopes.Count > 1) spec.Invalid($"{{{string.Join(", ", scopes.Select(s => $"`{s}`"))}}}", OneScope + ", but multiple fields are set");
        spec["devices"].AtMostItems(MostDevices);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var device in spec["devices"].Items)
        {
            device["name"].RequiredText(Names.Dns1123Label);
            if (!names.Add(device["name"].Text)) device.Add(FieldErrors.Duplicate(device.Path, device["name"].Text));
        }
    }

    private static void Scope(Place spec, List<string> scopes)
    {
        var name = spec["nodeName"];
        if (name.Exists && name.Text.Length == 0) name.Invalid("must be either unset or set to a non-empty string");
        else if (name.Exists)
        {
            scopes.Add("nodeName");
            name.InvalidEach(Names.Dns1123Subdomain(name.Text));
        }
        if (spec["nodeSelector"].Exists)
        {
            scopes.Add("nodeSelector");
            NodeSelector(spec["nodeSelector"]);
            var terms = spec["nodeSelector"]["nodeSelectorTerms"];
            if (terms.Count != 1) terms.Invalid("must have exactly one node selector term");
        }
        foreach (var flag in spec.Present("allNodes", "perDeviceNodeSelection"))
        {
            if (flag.Node.AsBool()) scopes.Add(flag.Path[(flag.Path.LastIndexOf('.') + 1)..]);
            else flag.Invalid("must be either unset or set to true");
        }
    }

    private static void Pool(Place pool)
    {
        var name = pool["name"];
        if (name.Text.Length == 0) name.Required();
        else
        {
            name.AtMostBytes(LongestPool);
            foreach (var part in name.Text.Split('/')) name.InvalidEach(part, Names.Dns1123Subdomain(part));
        }
        if (pool["resourceSliceCount"].Number <= 0) pool["resourceSliceCount"].InvalidNumber("must be greater than zero");
        if (pool["generation"].Number < 0) pool["generation"].InvalidNumber("must be greater than or equal to zero");
    }
}
