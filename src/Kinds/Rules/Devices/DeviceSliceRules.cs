using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the slices in which drivers publish their devices.</summary>
internal static class DeviceSliceRules
{
    private const int MostDevices = 128;
    private const int LongestPool = 253;
    private const int MostCounterSets = 8;
    private const int MostCounters = 32;
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
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var device in spec["devices"].Items)
        {
            // What a driver published before is not looked at again.
            if (!Kept(device)) DeviceFactRules.Device(device, spec["perDeviceNodeSelection"].Node.AsBool());
        }
        spec["devices"].AtMostItems(MostDevices);
        foreach (var device in spec["devices"].Items)
            if (!names.Add(device["name"].Text)) device.Add(FieldErrors.Duplicate(device.Path, device["name"].Text));
        Counters(spec["sharedCounters"]);
    }

    private static void Counters(Place sets)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var set in sets.Items)
        {
            set["name"].RequiredText(Names.Dns1123Label);
            if (set["counters"].Count == 0) set["counters"].Required();
            else if (set["counters"].Count > MostCounters) set["counters"].AtMostItems(MostCounters);
            foreach (var (name, counter) in set["counters"].Entries) counter.InvalidEach(name, Names.Dns1123Label(name));
        }
        sets.AtMostItems(MostCounterSets);
        foreach (var set in sets.Items)
            if (!names.Add(set["name"].Text)) set.Add(FieldErrors.Duplicate(set.Path, set["name"].Text));
    }

    /// <summary>One of the ways to say which nodes can use a device.</summary>
    public static void NodePlace(Place place)
    {
        switch (place.Path[(place.Path.LastIndexOf('.') + 1)..])
        {
            case "nodeName":
                if (place.Text.Length == 0) place.Invalid("must be either unset or set to a non-empty string");
                else place.InvalidEach(Names.Dns1123Subdomain(place.Text));
                break;
            case "nodeSelector":
                NodeSelector(place);
                var terms = place["nodeSelectorTerms"];
                if (terms.Count != 1) terms.Invalid("must have exactly one node selector term");
                break;
            default:
                if (!place.Node.AsBool()) place.Invalid("must be either unset or set to true");
                break;
        }
    }

    private static void Scope(Place spec, List<string> scopes)
    {
        foreach (var place in spec.Present("nodeName", "nodeSelector", "allNodes", "perDeviceNodeSelection"))
        {
            NodePlace(place);
            if (place.Node.IsObject || place.Text.Length > 0 || place.Node.AsBool()) scopes.Add(place.Path[(place.Path.LastIndexOf('.') + 1)..]);
        }
    }

    public static void PoolName(Place name)
    {
        if (name.Text.Length == 0)
        {
            name.Required();
            return;
        }
        name.AtMostBytes(LongestPool);
        foreach (var part in name.Text.Split('/')) name.InvalidEach(part, Names.Dns1123Subdomain(part));
    }

    private static void Pool(Place pool)
    {
        PoolName(pool["name"]);
        if (pool["resourceSliceCount"].Number <= 0) pool["resourceSliceCount"].InvalidNumber("must be greater than zero");
        if (pool["generation"].Number < 0) pool["generation"].InvalidNumber("must be greater than or equal to zero");
    }
}
