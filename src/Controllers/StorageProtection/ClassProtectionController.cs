using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.StorageProtection;

/// <summary>A class of volume attributes that is deleted stays until no claim and no volume names it.</summary>
public sealed class ClassProtectionController(IClusterClient client, IEventRecorder events)
    : ProtectionController(client, events, Classes, "kubernetes.io/vac-protection")
{
    public static readonly ResourceName Classes = new("storage.k8s.io", "v1", "volumeattributesclasses");
    private readonly List<IInformer> users = [];

    public override string Name => "volumeattributesclass-protection-controller";

    protected override IReadOnlyList<IInformer> WatchUsers(IInformerSource source, WorkQueue<ObjectKey> queue)
    {
        users.AddRange([source.For(CoreResources.PersistentVolumeClaims), source.For(VolumeProtectionController.Volumes)]);
        foreach (var informer in users)
            informer.Subscribe(change =>
            {
                if (change.Old is not { } old) return;
                var kept = change.New is { } now ? Named(now) : [];
                foreach (var name in Named(old).Except(kept, StringComparer.Ordinal)) queue.Add(new ObjectKey("", name));
            });
        return users;
    }

    protected override ValueTask<(bool IsUsed, Status? Failure)> IsUsedAsync(Document document, CancellationToken cancellation) =>
        ValueTask.FromResult<(bool, Status?)>((users.Any(i => i.Snapshot.All.Any(u => Named(u).Contains(document.Name))), null));

    // The class that is asked for, the one in force, and the one that is being changed to.
    private static List<string> Named(Document user) =>
    [
        .. ((string[])
        [
            user.Spec["volumeAttributesClassName"u8].AsString(), user.Status["currentVolumeAttributesClassName"u8].AsString(),
            user.Status["modifyVolumeStatus"u8]["targetVolumeAttributesClassName"u8].AsString(),
        ]).Where(n => n.Length > 0),
    ];
}
