using Timonier.Api.Storage;
using Timonier.Contracts.Store;
using Timonier.Documents;

namespace Timonier.Api.Authorization.Nodes;

/// <summary>
/// What belongs to a node: its pods, what they name, the volumes behind their claims, and the secrets that those
/// volumes need. Single objects are read from the store when the question is about them.
/// </summary>
internal sealed class NodeGraph(IRevisionStore store, BoundPods pods)
{
    private const string Volumes = "/registry/core/persistentvolumes/";
    private static readonly string[] SecretDrivers = ["cephfs", "cinder", "flexVolume", "rbd", "scaleIO", "iscsi", "storageos"];
    private static readonly string[] CsiSecrets = ["nodePublishSecretRef", "nodeStageSecretRef", "nodeExpandSecretRef"];

    public async ValueTask<bool> ReachesAsync(string node, string resource, string @namespace, string name, CancellationToken cancellation)
    {
        await pods.CatchUpAsync(cancellation);
        return resource switch
        {
            "pods" => pods.Runs(node, @namespace, name),
            "persistentvolumes" => await FindAsync(Volumes + name, cancellation) is { } volume && Claims(node, volume),
            "volumeattachments" => await StandsOnAsync("/registry/storage.k8s.io/volumeattachments/" + name, node, cancellation),
            "resourceslices" => await StandsOnAsync("/registry/resource.k8s.io/resourceslices/" + name, node, cancellation),
            PodReferences.Secrets => pods.Names(node, @namespace, new PodReference(resource, name)) || await NeededByVolumeAsync(node, @namespace, name, cancellation),
            _ => pods.Names(node, @namespace, new PodReference(resource, name)),
        };
    }

    private bool Claims(string node, Document volume)
    {
        var claim = volume.Spec["claimRef"u8];
        return claim["name"u8].AsString() is { Length: > 0 } name && pods.Names(node, claim["namespace"u8].AsString(), new PodReference(PodReferences.Claims, name));
    }

    // Rare: a driver's secret that no pod names. There are few volumes against pods, so they are looked through.
    private async ValueTask<bool> NeededByVolumeAsync(string node, string @namespace, string name, CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(Volumes), cancellation);
        return page.Entries.Select(Stored.Read).Any(volume => Claims(node, volume) && Needs(volume, @namespace, name));
    }

    private static bool Needs(Document volume, string @namespace, string name)
    {
        var claimed = volume.Spec["claimRef"u8]["namespace"u8].AsString();
        var azure = volume.Spec["azureFile"u8];
        if (azure["secretName"u8].AsString() == name && (azure["secretNamespace"u8].AsString() is { Length: > 0 } said ? said : claimed) == @namespace) return true;
        return CsiSecrets.Any(part => Is(volume.Spec["csi"u8][part])) || SecretDrivers.Any(driver => Is(volume.Spec[driver]["secretRef"u8]));

        bool Is(Node reference) => reference["name"u8].AsString() == name
            && (reference["namespace"u8].AsString() is { Length: > 0 } own ? own : claimed) == @namespace;
    }

    private async ValueTask<bool> StandsOnAsync(string key, string node, CancellationToken cancellation) =>
        await FindAsync(key, cancellation) is { } found && found.Spec["nodeName"u8].AsString() == node;

    private async ValueTask<Document?> FindAsync(string key, CancellationToken cancellation) =>
        await store.GetAsync(key, cancellation: cancellation) is { } entry ? Stored.Read(entry) : null;
}
