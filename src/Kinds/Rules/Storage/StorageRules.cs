using System.Text;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the group <c>storage.k8s.io</c>, without the kinds of CSI drivers.</summary>
internal static class StorageRules
{
    private const string Group = "storage.k8s.io";
    private const int MostParameters = 512;
    private const int LargestParameters = 256 * 1024;
    private const string OneSource = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

    public static readonly KindRules[] Kinds =
    [
        new(Group, "StorageClass", StorageClass),
        new(Group, "VolumeAttributesClass", VolumeAttributesClass),
        new(Group, "VolumeAttachment", a => Attachment(a["spec"])) { Status = a => AttachmentStatus(a["status"]) },
        new(Group, "CSIDriver", d => CsiRules.Driver(d["spec"])),
        new(Group, "CSINode", n => CsiRules.Drivers(n["spec"]["drivers"])),
        new(Group, "CSIStorageCapacity", CsiRules.Capacity),
    ];

    private static void StorageClass(Place storage)
    {
        Provisioner(storage["provisioner"]);
        Parameters(storage["parameters"]);
        if (storage["reclaimPolicy"].Text.Length > 0) storage["reclaimPolicy"].OneOf("Delete", "Retain");
        storage["volumeBindingMode"].Choice("Immediate", "WaitForFirstConsumer");
        Topologies(storage["allowedTopologies"]);
        foreach (var field in (string[])["parameters", "provisioner", "reclaimPolicy"]) Fixed(storage[field]);
        storage["volumeBindingMode"].Immutable();
    }

    private static void VolumeAttributesClass(Place attributes)
    {
        Fixed(attributes["driverName"]);
        Fixed(attributes["parameters"]);
        Provisioner(attributes["driverName"]);
        Parameters(attributes["parameters"]);
        if (attributes["parameters"].Count == 0) attributes["parameters"].Required("must contain at least one key/value pair");
    }

    private static void Fixed(Place field)
    {
        if (field.Changed) field.Forbidden($"updates to {field.Path} are forbidden.");
    }

    private static void Provisioner(Place name)
    {
        if (name.Text.Length == 0) name.Required();
        else name.InvalidEach(name.Text.ToLowerInvariant(), Names.LabelKey(name.Text.ToLowerInvariant()));
    }

    private static void Parameters(Place parameters)
    {
        if (parameters.Count > MostParameters)
        {
            parameters.TooLong(MostParameters);
            return;
        }
        long size = 0;
        foreach (var (key, value) in parameters.Entries)
        {
            if (key.Length == 0) parameters.Invalid(key, "field can not be empty.");
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value.Text);
        }
        if (size > LargestParameters) parameters.TooLong(LargestParameters);
    }

    private static void Topologies(Place terms)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var term in terms.Items)
        {
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var expression in term["matchLabelExpressions"].Items)
            {
                var values = new HashSet<string>(StringComparer.Ordinal);
                if (expression["values"].Count == 0) expression["values"].Required();
                foreach (var value in expression["values"].Items)
                {
                    value.InvalidEach(Names.LabelValue(value.Text));
                    if (!values.Add(value.Text)) value.Duplicate();
                }
                LabelKey(expression["key"]);
                if (!keys.Add(expression["key"].Text)) expression["key"].Duplicate();
            }
            if (!seen.Add(term.Node.ToString())) term.Add(FieldErrors.Duplicate(term["matchLabelExpressions"].Path, ""));
        }
    }

    private static void Attachment(Place spec)
    {
        DriverName(spec["attacher"]);
        var (inline, name) = (spec["source"]["inlineVolumeSpec"], spec["source"]["persistentVolumeName"]);
        if (!inline.Exists && !name.Exists) spec["source"].Required(OneSource);
        else if (inline.Exists && name.Exists) spec["source"].Forbidden(OneSource);
        else if (inline.Exists) VolumeRules.Inline(inline);
        else if (name.Text.Length == 0) name.Required("must specify non empty persistentVolumeName");
        else name.InvalidEach(Names.Dns1123Subdomain(name.Text));
        spec["nodeName"].InvalidEach(spec["nodeName"].Text, Names.Dns1123Subdomain(spec["nodeName"].Text));
        spec.Immutable();
    }

    private static void AttachmentStatus(Place status)
    {
        if (status["attachmentMetadata"].Entries.Sum(e => e.Key.Length + e.Value.Text.Length) > LargestParameters) status["attachmentMetadata"].TooLong(LargestParameters);
        foreach (var error in status.Present("attachError", "detachError")) error["message"].AtMostBytes(LargestParameters);
    }
}
