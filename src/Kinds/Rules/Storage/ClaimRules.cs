using Timonier.Documents;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of PersistentVolumeClaims and of the templates for them.</summary>
internal static class ClaimRules
{
    public static void Claim(Place claim)
    {
        var spec = claim["spec"];
        Spec(spec);
        if (claim.IsUpdate) Update(claim);
    }

    public static void Spec(Place spec)
    {
        if (spec["accessModes"].Count == 0) spec["accessModes"].Required("at least 1 access mode is required");
        Selector(spec["selector"]);
        if (spec["accessModes"].Count > 0) VolumeRules.AccessModes(spec["accessModes"], "");
        var size = spec["resources"]["requests"]["storage"] with { Path = spec.Path + ".resources[storage]" };
        if (!size.Exists) size.Required();
        else PositiveQuantity(size);
        NameIn(spec["storageClassName"], Names.Dns1123Subdomain);
        spec["volumeMode"].OneOf("Block", "Filesystem");
        Sources(spec);
        NameIn(spec["volumeAttributesClassName"], Names.Dns1123Subdomain);
    }

    private static void Sources(Place spec)
    {
        var (source, reference) = (spec["dataSource"], spec["dataSourceRef"]);
        foreach (var one in spec.Present("dataSource", "dataSourceRef")) Source(one);
        if (reference["namespace"].Text.Length > 0)
        {
            if (source.Exists) spec.Add(FieldErrors.InvalidRaw(spec.Path, "{}", "may not be specified when dataSourceRef.namespace is specified"));
        }
        else if (source.Exists && reference.Exists && ((string[])["apiGroup", "kind", "name"]).Any(f => source[f].Text != reference[f].Text))
            spec.Add(FieldErrors.InvalidRaw(spec.Path, "{}", "must match dataSourceRef"));
    }

    private static void Source(Place source)
    {
        source.RequiredTexts("name", "kind");
        var group = source["apiGroup"];
        if (group.Text.Length == 0 && source["kind"].Text != "PersistentVolumeClaim")
            source.Invalid(source["kind"].Text, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
        NameIn(group, Names.Dns1123Subdomain);
        NameIn(source["namespace"], Names.Dns1123Label);
    }

    private static void Update(Place claim)
    {
        var spec = claim["spec"];
        var size = spec.At("resources.requests")["storage"];
        var wanted = (DraftObject)Draft.From(spec.Node);
        var old = spec.Old;
        // A volume is named once, a class may be filled in, a bound claim may grow.
        if (old["volumeName"u8].AsString().Length == 0) Take(wanted, "volumeName", old);
        if (!old["storageClassName"u8].Exists) Take(wanted, "storageClassName", old);
        Take(wanted, "volumeAttributesClassName", old);
        if (claim["status"]["phase"].Text == "Bound" && wanted.Object("resources")["requests"] is DraftObject requests) Take(requests, "storage", old["resources"u8]["requests"u8]);
        if (!Sameness.Loosely(wanted.ToDocument().Root, old))
            spec.Forbidden("spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        if (Less(size.Node, size.Old) && NotMore(size.Node, claim["status"]["capacity"]["storage"].Node)) size.Forbidden("field can not be less than status.capacity");
        (spec["volumeMode"] with { Path = "volumeMode" }).Immutable();
        var name = spec["volumeAttributesClassName"];
        if (!name.Changed || !name.Old.Exists) return;
        if (!name.Exists) name.Forbidden("update from non-nil value to nil is forbidden");
        else if (name.Text.Length == 0) name.Forbidden("update from non-nil value to an empty string is forbidden");
    }

    private static bool Less(Node left, Node right) => Quantity.TryParse(left.AsText(), out var a) && Quantity.TryParse(right.AsText(), out var b) && a < b;

    private static bool NotMore(Node left, Node right) => !Quantity.TryParse(right.AsText(), out var b) || Quantity.TryParse(left.AsText(), out var a) && a <= b;

    /// <summary>What is known of the claimed volume.</summary>
    public static void Status(Place claim)
    {
        var status = claim["status"];
        if (claim["spec"]["accessModes"].Count == 0) claim.Add(FieldErrors.Required("Spec.accessModes"));
        foreach (var (_, amount) in status["capacity"].Entries) NotNegativeQuantity(amount);
        foreach (var (name, amount) in status["allocatedResources"].Entries)
        {
            if (!IsStorage(status["allocatedResources"], name)) continue;
            NotNegativeQuantity(amount);
        }
        var resizing = status["allocatedResourceStatuses"] with { Path = "status.allocatedResourceStatus" };
        foreach (var (name, state) in resizing.Entries)
        {
            IsStorage(resizing, name);
            if (state.Text is not ("ControllerResizeInProgress" or "ControllerResizeInfeasible" or "NodeResizePending" or "NodeResizeInProgress" or "NodeResizeInfeasible"))
                resizing.Add(FieldErrors.NotSupported(resizing.Path, name, "ControllerResizeInProgress", "ControllerResizeInfeasible", "NodeResizeInProgress", "NodeResizeInfeasible", "NodeResizePending"));
        }
    }

    private static bool IsStorage(Place map, string name)
    {
        var wrong = Names.LabelKey(name);
        map.InvalidEach(name, wrong);
        if (wrong.Length > 0) return false;
        if (!IsNative(name) || name == "storage") return true;
        map.Add(FieldErrors.NotSupported(map.Path, name, "storage"));
        return false;
    }
}
