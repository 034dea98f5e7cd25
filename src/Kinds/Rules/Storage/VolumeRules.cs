using Timonier.Documents;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of PersistentVolumes.</summary>
internal static class VolumeRules
{
    private const string OfInline = "in the context of inline volumes";
    private const string NotInline = "may not be specified " + OfInline;

    private static readonly string[] Sources =
    [
        "hostPath", "gcePersistentDisk", "awsElasticBlockStore", "glusterfs", "flocker", "nfs", "rbd", "quobyte", "cephfs", "iscsi", "cinder", "fc",
        "flexVolume", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "scaleIO", "local", "storageos", "csi",
    ];

    public static void Volume(Place volume)
    {
        var spec = volume["spec"];
        AccessModes(spec["accessModes"], "");
        Capacity(spec["capacity"]);
        if (spec["persistentVolumeReclaimPolicy"].Text.Length > 0) spec["persistentVolumeReclaimPolicy"].OneOf("Delete", "Recycle", "Retain");
        if (spec["nodeAffinity"].Exists) NodeAffinity(spec["nodeAffinity"]);
        Source(spec);
        if (spec["local"].Exists && !spec["nodeAffinity"]["required"].Exists) spec["nodeAffinity"].Required("Local volume requires node affinity");
        if (spec["hostPath"]["path"].Text == "/" && spec["persistentVolumeReclaimPolicy"].Text == "Recycle")
            spec["persistentVolumeReclaimPolicy"].Forbidden("may not be 'recycle' for a hostPath mount of '/'");
        NameIn(spec["storageClassName"], Names.Dns1123Subdomain);
        spec["volumeMode"].OneOf("Block", "Filesystem");
        Attributes(spec);
        if (volume.IsUpdate) Update(spec);
    }

    /// <summary>A volume without an object of its own, as an attachment may carry it.</summary>
    public static void Inline(Place spec)
    {
        foreach (var field in spec.Present("claimRef", "capacity")) field.Forbidden(NotInline);
        if (!spec["csi"].Exists) spec["csi"].Required("has to be specified " + OfInline);
        AccessModes(spec["accessModes"], "");
        if (spec["persistentVolumeReclaimPolicy"].Text is not ("" or "Retain")) spec["persistentVolumeReclaimPolicy"].Forbidden("may only be Retain " + OfInline);
        if (spec["nodeAffinity"].Exists) spec["nodeAffinity"].Forbidden(NotInline);
        Source(spec);
        if (spec["storageClassName"].Text.Length > 0) spec["storageClassName"].Forbidden(NotInline);
        if (spec["volumeMode"].Text is not ("" or "Filesystem")) spec["volumeMode"].Forbidden("may not specify volumeMode other than Filesystem " + OfInline);
    }

    /// <summary>How a volume may be used; the same for volumes and the claims for them.</summary>
    public static void AccessModes(Place modes, string none)
    {
        if (modes.Count == 0) modes.Required(none);
        foreach (var mode in modes.Items) (mode with { Path = modes.Path }).OneOf("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
        var known = modes.Items.Select(m => m.Text).Where(m => m is "ReadOnlyMany" or "ReadWriteMany" or "ReadWriteOnce" or "ReadWriteOncePod").ToList();
        if (known.Contains("ReadWriteOncePod") && known.Any(m => m != "ReadWriteOncePod")) modes.Forbidden("may not use ReadWriteOncePod with other access modes");
    }

    private static void Capacity(Place capacity)
    {
        if (capacity.Count == 0) capacity.Required();
        if (!capacity["storage"].Exists || capacity.Count > 1) capacity.Add(FieldErrors.NotSupportedRaw(capacity.Path, capacity.Exists ? capacity.Node.ToString() : "null", "storage"));
        foreach (var (_, amount) in capacity.Entries) PositiveQuantity(amount);
    }

    private static void NodeAffinity(Place affinity)
    {
        var required = affinity["required"];
        if (!required.Exists) required.Required("must specify required node constraints");
        else NodeSelector(required);
    }

    private static void Source(Place spec)
    {
        var present = spec.Present(Sources);
        if (present.Count == 0)
        {
            spec.Required("must specify a volume type");
            return;
        }
        VolumeSourceRules.Check(present[0], ofVolume: true);
        foreach (var more in present.Skip(1)) more.Forbidden("may not specify more than 1 volume type");
    }

    private static void Attributes(Place spec)
    {
        var name = spec["volumeAttributesClassName"];
        if (!name.Exists) return;
        if (name.Text.Length == 0) name.Required("an empty string is disallowed");
        else name.InvalidEach(Names.Dns1123Subdomain(name.Text));
        if (!spec["csi"].Exists) spec["csi"].Required("has to be specified when using volumeAttributesClassName");
    }

    private static void Update(Place spec)
    {
        if (Sources.Any(s => spec[s].Changed && !OnlySecretAdded(spec[s])))
            spec.Add(FieldErrors.Forbidden(spec.Path + ".persistentvolumesource", "spec.persistentvolumesource is immutable after creation"));
        (spec["volumeMode"] with { Path = "volumeMode" }).Immutable();
        if (spec["nodeAffinity"].Old.Exists) (spec["nodeAffinity"] with { Path = "nodeAffinity" }).Immutable();
        var name = spec["volumeAttributesClassName"];
        if (name.Old.Exists && !name.Exists) name.Forbidden("update from non-nil value to nil is forbidden");
    }

    /// <summary>A driver learns late how to expand a volume: its secret may be named afterwards.</summary>
    private static bool OnlySecretAdded(Place source)
    {
        if (!source.Node.IsObject || source.Old["controllerExpandSecretRef"u8].Exists) return false;
        var now = (DraftObject)Draft.From(source.Node);
        now.Remove("controllerExpandSecretRef");
        return Sameness.Loosely(now.ToDocument().Root, source.Old);
    }
}
