using Timonier.Documents;

namespace Timonier.Api.Authorization.Nodes;

/// <summary>Which objects a pod's node must read to run it.</summary>
internal static class PodReferences
{
    public const string Secrets = "secrets";
    public const string ConfigMaps = "configmaps";
    public const string Claims = "persistentvolumeclaims";
    public const string ResourceClaims = "resourceclaims";
    public const string Accounts = "serviceaccounts";

    private static readonly string[] ContainerLists = ["containers", "initContainers", "ephemeralContainers"];
    private static readonly string[] SecretDrivers = ["cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"];

    public static PodReference[] Of(Document pod)
    {
        var found = new HashSet<PodReference>();
        var spec = pod.Spec;
        Add(found, Accounts, spec["serviceAccountName"u8]);
        foreach (var secret in spec["imagePullSecrets"u8].Items) Add(found, Secrets, secret["name"u8]);
        foreach (var list in ContainerLists)
            foreach (var container in spec[list].Items) OfContainer(found, container);
        foreach (var volume in spec["volumes"u8].Items) OfVolume(found, pod.Name, volume);
        foreach (var claim in spec["resourceClaims"u8].Items) Add(found, ResourceClaims, claim["resourceClaimName"u8]);
        foreach (var claim in pod.Status["resourceClaimStatuses"u8].Items) Add(found, ResourceClaims, claim["resourceClaimName"u8]);
        return [.. found];
    }

    private static void OfContainer(HashSet<PodReference> found, Node container)
    {
        foreach (var variable in container["env"u8].Items)
        {
            Add(found, Secrets, variable["valueFrom"u8]["secretKeyRef"u8]["name"u8]);
            Add(found, ConfigMaps, variable["valueFrom"u8]["configMapKeyRef"u8]["name"u8]);
        }
        foreach (var source in container["envFrom"u8].Items)
        {
            Add(found, Secrets, source["secretRef"u8]["name"u8]);
            Add(found, ConfigMaps, source["configMapRef"u8]["name"u8]);
        }
    }

    private static void OfVolume(HashSet<PodReference> found, string pod, Node volume)
    {
        Add(found, Secrets, volume["secret"u8]["secretName"u8]);
        Add(found, ConfigMaps, volume["configMap"u8]["name"u8]);
        Add(found, Claims, volume["persistentVolumeClaim"u8]["claimName"u8]);
        Add(found, Secrets, volume["azureFile"u8]["secretName"u8]);
        Add(found, Secrets, volume["csi"u8]["nodePublishSecretRef"u8]["name"u8]);
        foreach (var driver in SecretDrivers) Add(found, Secrets, volume[driver]["secretRef"u8]["name"u8]);
        // A claim made for the volume alone is named after both.
        if (volume["ephemeral"u8].Exists) found.Add(new PodReference(Claims, $"{pod}-{volume["name"u8].AsString()}"));
        foreach (var source in volume["projected"u8]["sources"u8].Items)
        {
            Add(found, Secrets, source["secret"u8]["name"u8]);
            Add(found, ConfigMaps, source["configMap"u8]["name"u8]);
        }
    }

    private static void Add(HashSet<PodReference> found, string resource, Node name)
    {
        if (name.AsString() is { Length: > 0 } text) found.Add(new PodReference(resource, text));
    }
}
