using System.Text.RegularExpressions;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of what a slice says of one device: attributes, capacities, taints, and where it can be used.</summary>
internal static partial class DeviceFactRules
{
    private const int MostFacts = 32;
    private const int MostTaints = 16;
    private const int MostConditions = 4;
    private const int LongestText = 64;
    private const int LongestId = 32;
    private const string OneValue = "exactly one value must be specified";
    private const string OnePlace = "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true in the spec";
    private const string Identifier = "[A-Za-z_][A-Za-z0-9_]*";

    private static readonly string[] Values = ["bool", "int", "string", "version", "bools", "ints", "strings", "versions"];

    public static void Device(Place device, bool placedAlone)
    {
        device["name"].InvalidEach(device["name"].Text, Names.Dns1123Label(device["name"].Text));
        foreach (var (key, value) in device["attributes"].Entries)
        {
            Qualified(value, key);
            Attribute(value);
        }
        foreach (var (key, value) in device["capacity"].Entries) Qualified(value, key);
        var facts = device["attributes"].Count + device["capacity"].Count;
        if (facts > MostFacts) device.Add(FieldErrors.Invalid(device.Path, facts, $"the total number of attributes and capacities must not exceed {MostFacts}"));
        foreach (var taint in device["taints"].Items) Taint(taint);
        device["taints"].AtMostItems(MostTaints);
        Where(device, placedAlone);
        foreach (var list in device.Present("bindingConditions", "bindingFailureConditions"))
        {
            foreach (var condition in list.Items) LabelKey(condition);
            list.AtMostItems(MostConditions);
        }
        foreach (var (one, other) in ((string, string)[])[("bindingConditions", "bindingFailureConditions"), ("bindingFailureConditions", "bindingConditions")])
            if (device[one].Count > 0 && device[other].Count == 0) device.Add(FieldErrors.InvalidRaw(device[other].Path, "null", $"{other} are required to use {one}"));
    }

    /// <summary>A name with the domain of who gives it, or without where the driver gives it.</summary>
    public static void Qualified(Place place, string name)
    {
        var parts = name.Split('/');
        if (name.Length == 0) place.Required("name required");
        else if (parts.Length == 1) Id(place, name);
        else if (parts.Length == 2)
        {
            if (parts[0].Length == 0) place.Required("the domain must not be empty");
            else place.InvalidEach(parts[0], Names.Dns1123Subdomain(parts[0].ToLowerInvariant()));
            if (parts[1].Length == 0) place.Required("the name must not be empty");
            else Id(place, parts[1]);
        }
    }

    private static void Id(Place place, string id)
    {
        if (id.Length > LongestId) place.TooLong(LongestId);
        if (IdentifierText().IsMatch(id)) return;
        var wrong = FieldErrors.Invalid(place.Path, id, "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'"
            + $" (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex used for validation is '{Identifier}')");
        place.Add(wrong with { Reason = "FieldValueTypeInvalid" });
    }

    private static void Attribute(Place attribute)
    {
        foreach (var text in attribute.Present("string")) text.AtMostBytes(LongestText);
        foreach (var version in attribute.Present("version"))
        {
            if (!SemanticVersion().IsMatch(version.Text)) version.Invalid("must be a string compatible with semver.org spec 2.0.0");
            version.AtMostBytes(LongestText);
        }
        var present = attribute.Present(Values).Count;
        if (present == 0) attribute.Required(OneValue);
        else if (present > 1) attribute.Invalid(OneValue);
    }

    public static void Taint(Place taint)
    {
        LabelKey(taint["key"]);
        NameIn(taint["value"], Names.LabelValue);
        taint["effect"].Choice("NoExecute", "NoSchedule", "None");
    }

    private static void Where(Place device, bool alone)
    {
        var places = device.Present("nodeName", "nodeSelector", "allNodes");
        if (!alone)
        {
            if (places.Count > 0) device.Add(FieldErrors.InvalidRaw(device.Path, "null", "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the ResourceSlice spec"));
            return;
        }
        foreach (var place in places) DeviceSliceRules.NodePlace(place);
        if (places.Count == 0) device.Required(OnePlace);
        else if (places.Count > 1) device.Invalid($"{{{string.Join(", ", places.Select(p => $"`{p.Path[(p.Path.LastIndexOf('.') + 1)..]}`"))}}}", OnePlace);
    }

    [GeneratedRegex("^" + Identifier + "$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex IdentifierText();

    [GeneratedRegex("^(0|[1-9][0-9]*)(\\.(0|[1-9][0-9]*)){2}(-(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(\\.(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*)?(\\+[0-9a-zA-Z-]+(\\.[0-9a-zA-Z-]+)*)?$",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SemanticVersion();
}
