using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.StorageProtection;

/// <summary>A volume that is deleted stays until it is bound to no claim; the volume itself says so.</summary>
public sealed class VolumeProtectionController(IClusterClient client, IEventRecorder events)
    : ProtectionController(client, events, Volumes, "kubernetes.io/pv-protection")
{
    public static readonly ResourceName Volumes = new("", "v1", "persistentvolumes");

    public override string Name => "persistentvolume-protection-controller";

    protected override IReadOnlyList<IInformer> WatchUsers(IInformerSource source, WorkQueue<ObjectKey> queue) => [];

    protected override ValueTask<(bool IsUsed, Status? Failure)> IsUsedAsync(Document document, CancellationToken cancellation) =>
        ValueTask.FromResult<(bool, Status?)>((document.Status["phase"u8].TextEquals("Bound"u8), null));
}
