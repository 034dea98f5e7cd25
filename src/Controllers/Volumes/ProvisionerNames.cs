using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>Who makes the volumes of a class: a driver from outside, or one that took over from a plugin of old.</summary>
internal static class ProvisionerNames
{
    private static readonly Dictionary<string, string> TakenOver = new(StringComparer.Ordinal)
    {
        ["kubernetes.io/aws-ebs"] = "ebs.csi.aws.com",
        ["kubernetes.io/azure-disk"] = "disk.csi.azure.com",
        ["kubernetes.io/azure-file"] = "file.csi.azure.com",
        ["kubernetes.io/cinder"] = "cinder.csi.openstack.org",
        ["kubernetes.io/gce-pd"] = "pd.csi.storage.gke.io",
        ["kubernetes.io/portworx-volume"] = "pxd.portworx.com",
        ["kubernetes.io/vsphere-volume"] = "csi.vsphere.vmware.com",
    };

    /// <summary>Its name; or why there is none.</summary>
    public static (string? Name, string Failure) Of(Document storageClass)
    {
        var told = storageClass.Root["provisioner"u8].AsString();
        if (TakenOver.TryGetValue(told, out var driver)) return (driver, "");
        return told.StartsWith("kubernetes.io/", StringComparison.Ordinal) ? (null, $"no volume plugin matched name: {told}") : (told, "");
    }
}
