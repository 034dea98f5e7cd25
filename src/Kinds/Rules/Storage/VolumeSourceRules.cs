using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the places that volumes come from, for pods and for PersistentVolumes.</summary>
internal static class VolumeSourceRules
{
    private const string BadPartition = "must be between 0 and 255, inclusive";

    /// <summary>The texts and lists that a source needs and nothing more.</summary>
    private static readonly Dictionary<string, string[]> Needed = new(StringComparer.Ordinal)
    {
        ["glusterfs"] = ["endpoints", "path"],
        ["rbd"] = ["monitors", "image"],
        ["cephfs"] = ["monitors"],
        ["vsphereVolume"] = ["volumePath"],
        ["photonPersistentDisk"] = ["pdID"],
        ["portworxVolume"] = ["volumeID"],
        ["scaleIO"] = ["gateway", "system", "volumeName"],
        ["azureFile"] = ["secretName", "shareName"],
        ["azureDisk"] = ["diskName", "diskURI"],
        ["cinder"] = ["volumeID"],
        ["gcePersistentDisk"] = ["pdName"],
        ["awsElasticBlockStore"] = ["volumeID"],
        ["flexVolume"] = ["driver"],
        ["gitRepo"] = ["repository"],
        ["persistentVolumeClaim"] = ["claimName"],
        ["storageos"] = ["volumeName"],
    };

    /// <param name="source">The source, at the path of its field.</param>
    /// <param name="ofVolume">Of a PersistentVolume, whose secrets name their namespace.</param>
    public static void Check(Place source, bool ofVolume)
    {
        var kind = source.Path[(source.Path.LastIndexOf('.') + 1)..];
        // Upstream reports these in another place than where they stand.
        if (kind == "gcePersistentDisk") source = source with { Path = source.Path[..^kind.Length] + "persistentDisk" };
        foreach (var field in Needed.GetValueOrDefault(kind, []))
            if (source[field].Count == 0 && source[field].Text.Length == 0) source[field].Required();
        switch (kind)
        {
            case "hostPath":
                if (source["path"].Text.Length == 0) source["path"].Required();
                else
                {
                    NoBacksteps(source["path"]);
                    source["type"].OneOf("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket");
                }
                break;
            case "local":
                if (source["path"].Text.Length == 0) source["path"].Required();
                else NoBacksteps(source["path"]);
                break;
            case "nfs":
                source["server"].RequiredText();
                source["path"].RequiredText();
                if (!source["path"].Text.StartsWith('/')) source["path"].Invalid(source["path"].Text, "must be an absolute path");
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore":
                if (source["partition"].Number is < 0 or > 255) source["partition"].Invalid(BadPartition);
                break;
            case "gitRepo":
                if (source["directory"].Text.Length > 0) Descending(source["directory"]);
                break;
            case "csi":
                Csi(source, ofVolume);
                break;
            case "iscsi" or "fc" or "flocker" or "quobyte":
                NetworkDiskRules.Check(source, kind);
                break;
            case "flexVolume":
                Options(source["options"]);
                break;
            case "azureDisk":
                Azure(source);
                break;
            case "cinder" or "storageos":
                if (source["secretRef"].Exists) source["secretRef"].RequiredTexts(ofVolume ? ["name", "namespace"] : ["name"]);
                if (kind == "storageos") NameIn(source["volumeName"], Names.Dns1123Label);
                if (kind == "storageos") NameIn(source["volumeNamespace"], Names.Dns1123Label);
                break;
        }
    }

    private static void Csi(Place csi, bool ofVolume)
    {
        DriverName(csi["driver"]);
        if (!ofVolume)
        {
            if (csi["nodePublishSecretRef"].Exists) csi["nodePublishSecretRef"]["name"].RequiredText(Names.Dns1123Subdomain);
            return;
        }
        csi["volumeHandle"].RequiredText();
        foreach (var secret in csi.Present("controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef", "nodeExpandSecretRef"))
        {
            secret["name"].RequiredText(Names.Dns1123Subdomain);
            secret["namespace"].RequiredText(Names.Dns1123Label);
        }
    }

    private static void Options(Place options)
    {
        foreach (var (key, option) in options.Entries)
        {
            var home = "." + key.Split('/')[0].ToLowerInvariant();
            if (home.EndsWith(".kubernetes.io", StringComparison.Ordinal) || home.EndsWith(".k8s.io", StringComparison.Ordinal))
                option.Invalid(key, "kubernetes.io and k8s.io namespaces are reserved");
        }
    }

    private static void Azure(Place disk)
    {
        disk["cachingMode"].OneOf("None", "ReadOnly", "ReadWrite");
        disk["kind"].OneOf("Dedicated", "Managed", "Shared");
        if (!disk["kind"].Exists) return;
        var (uri, managed) = (disk["diskURI"], disk["kind"].Text == "Managed");
        if (managed && !uri.Text.StartsWith("/subscriptions/", StringComparison.Ordinal))
            uri.NotSupported("/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}");
        if (!managed && !uri.Text.StartsWith("https://", StringComparison.Ordinal))
            uri.NotSupported("https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd");
    }
}
