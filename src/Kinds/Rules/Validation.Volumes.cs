using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    /// <summary>In upstream's order: the first that is there is checked, the others are too many.</summary>
    private static readonly string[] VolumeSources =
    [
        "emptyDir", "hostPath", "gitRepo", "gcePersistentDisk", "awsElasticBlockStore", "secret", "nfs", "iscsi", "glusterfs", "flocker", "persistentVolumeClaim", "rbd", "cinder",
        "cephfs", "quobyte", "downwardAPI", "fc", "flexVolume", "configMap", "azureFile", "vsphereVolume", "photonPersistentDisk", "portworxVolume", "azureDisk", "storageos",
        "projected", "scaleIO", "csi", "ephemeral", "image",
    ];

    private const string BadMode = "must be a number between 0 and 0777 (octal), both inclusive";

    /// <summary>Checks the volumes; the answer is what each name stands for.</summary>
    internal static IReadOnlyDictionary<string, string> Volumes(Place volumes)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in volumes.Items)
        {
            var kind = VolumeSource(volume);
            var name = volume["name"];
            var wrong = name.Text.Length == 0 ? [] : Names.Dns1123Label(name.Text);
            if (name.Text.Length == 0) name.Required();
            else if (wrong.Length > 0) name.InvalidEach(wrong);
            else if (!names.TryAdd(name.Text, kind)) name.Duplicate();
        }
        return names;
    }

    private static string VolumeSource(Place volume)
    {
        var present = volume.Present(VolumeSources);
        if (present.Count == 0)
        {
            volume.Required("must specify a volume type");
            return "";
        }
        foreach (var more in present.Skip(1)) more.Forbidden("may not specify more than 1 volume type");
        var source = present[0];
        var kind = source.Path[(source.Path.LastIndexOf('.') + 1)..];
        switch (kind)
        {
            case "emptyDir":
                if (Quantity.TryParse(source["sizeLimit"].Node.AsText(), out var limit) && limit.Sign < 0)
                    source["sizeLimit"].Forbidden("SizeLimit field must be a valid resource quantity");
                break;
            case "secret":
                source["secretName"].RequiredText();
                Files(source);
                break;
            case "configMap":
                source["name"].RequiredText();
                Files(source);
                break;
            case "downwardAPI":
                Mode(source["defaultMode"]);
                DownwardFiles(source);
                break;
            case "projected":
                Projections(source);
                break;
            case "image":
                source["reference"].RequiredText();
                source["pullPolicy"].OneOf("Always", "IfNotPresent", "Never");
                break;
            case "ephemeral":
                Ephemeral(source);
                break;
            default:
                VolumeSourceRules.Check(source, ofVolume: false);
                break;
        }
        return kind;
    }

    private static void Ephemeral(Place source)
    {
        var template = source["volumeClaimTemplate"];
        if (!template.Exists)
        {
            template.Required();
            return;
        }
        Annotations(template["metadata"]["annotations"]);
        Labels(template["metadata"]["labels"]);
        foreach (var member in template["metadata"].Node.Members)
            if (member.Name is not ("annotations" or "labels" or "creationTimestamp")) template["metadata"][member.Name].Forbidden("cannot be set");
        ClaimRules.Spec(template["spec"]);
    }

    internal static void Files(Place source)
    {
        Mode(source["defaultMode"]);
        foreach (var item in source["items"].Items)
        {
            if (item["key"].Text.Length == 0) item["key"].Required();
            RelativePath(item["path"]);
            Mode(item["mode"]);
        }
    }

    // Upstream names the volume in these, not the file.
    internal static void DownwardFiles(Place source)
    {
        foreach (var item in source["items"].Items)
        {
            var file = item with { Path = source.Path };
            RelativePath(file["path"]);
            if (file["fieldRef"].Exists)
            {
                FieldRef(file["fieldRef"], VolumeFields);
                if (file["resourceFieldRef"].Exists) file.Invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
            else if (file["resourceFieldRef"].Exists) ResourceFieldRef(file["resourceFieldRef"], needsContainer: true);
            else file.Required("one of fieldRef and resourceFieldRef is required");
            Mode(file["mode"]);
        }
    }

    internal static void RelativePath(Place path)
    {
        if (path.Text.Length == 0) path.Required();
        else LocalPath(path);
    }

    private static void LocalPath(Place path)
    {
        Descending(path);
        if (path.Text.StartsWith("..", StringComparison.Ordinal) && !path.Text.StartsWith("../", StringComparison.Ordinal)) path.Invalid("must not start with '..'");
    }

    internal static void Mode(Place mode)
    {
        if (mode.Exists && mode.Number is < 0 or > 511) mode.Invalid(BadMode);
    }
}
