using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>The next step of one claim on its way to a volume: found, made by somebody else, or waited for.</summary>
public sealed record ClaimPlan(IReadOnlyList<PlanAction> Actions, IReadOnlyList<EventNote> Notes)
{
    private static readonly ClaimPlan Nothing = new([], []);

    /// <param name="claim">The claim.</param>
    /// <param name="volumes">All volumes.</param>
    /// <param name="classes">All storage classes.</param>
    /// <param name="waitingPods">Names of pods that use the claim and have no node yet.</param>
    public static ClaimPlan Compute(Document claim, IReadOnlyCollection<Document> volumes, IReadOnlyCollection<Document> classes, IReadOnlyList<string> waitingPods)
    {
        var model = new ClaimModel(claim);
        if (model.IsCompleted) return OfBound(model, volumes);
        if (model.VolumeName.Length > 0) return OfNamed(model, volumes);
        var storageClass = classes.FirstOrDefault(c => c.Name == model.Class);
        var waits = storageClass is not null && storageClass.Root["volumeBindingMode"u8].TextEquals("WaitForFirstConsumer"u8);
        return VolumeMatch.Find(claim, volumes, waits) is { } found
            ? new ClaimPlan(BindingWrites.Bind(claim, found), [])
            : WithoutVolume(model, classes, storageClass, waits, waitingPods);
    }

    /// <summary>The claim says which volume it wants, or has; until that one is there and free it waits.</summary>
    private static ClaimPlan OfNamed(ClaimModel claim, IReadOnlyCollection<Document> volumes)
    {
        var volume = volumes.FirstOrDefault(v => v.Name == claim.VolumeName);
        if (volume is not null && new VolumeModel(volume) is var model && (!model.IsClaimed || model.Names(claim.Source)))
            return new ClaimPlan(BindingWrites.Bind(claim.Source, volume), []);
        return Telling(BindingWrites.ClaimStatus(claim.Source, "Pending"));
    }

    /// <summary>It was bound once: whatever happened to its volume, it gets no other.</summary>
    private static ClaimPlan OfBound(ClaimModel claim, IReadOnlyCollection<Document> volumes)
    {
        if (claim.VolumeName.Length == 0) return Lost("ClaimLost", "Bound claim has lost reference to PersistentVolume. Data on the volume is lost!");
        if (volumes.FirstOrDefault(v => v.Name == claim.VolumeName) is not { } volume) return Lost("ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!");
        var model = new VolumeModel(volume);
        return !model.IsClaimed || model.ClaimUid == claim.Source.Uid || (model.ClaimUid.Length == 0 && model.Names(claim.Source))
            ? new ClaimPlan(BindingWrites.Bind(claim.Source, volume), [])
            : Lost("ClaimMisbound", "Two claims are bound to the same volume, this one is bound incorrectly");

        ClaimPlan Lost(string reason, string message) =>
            Telling(BindingWrites.ClaimStatus(claim.Source, "Lost") is { } status ? status with { Event = new EventNote(claim.About, "Warning", reason, message) } : null);
    }

    private static ClaimPlan WithoutVolume(ClaimModel claim, IReadOnlyCollection<Document> classes, Document? storageClass, bool waits, IReadOnlyList<string> waitingPods)
    {
        if (claim.LeavesClassOpen && Default(classes) is { } usual)
        {
            var body = DraftObject.Of(claim.Source);
            body.Object("spec")["storageClassName"] = usual.Name;
            return new ClaimPlan([new UpdateAction(CoreResources.PersistentVolumeClaims, claim.Source.Namespace, body)], []);
        }
        if (waits && !claim.Annotations[BindingMarks.SelectedNode].Exists)
        {
            var (reason, message) = waitingPods.Count switch
            {
                0 => ("WaitForFirstConsumer", "waiting for first consumer to be created before binding"),
                1 => ("WaitForPodScheduled", $"waiting for pod {waitingPods[0]} to be scheduled"),
                _ => ("WaitForPodScheduled", $"waiting for pods {string.Join(',', waitingPods)} to be scheduled"),
            };
            return Pending("Normal", reason, message);
        }
        if (claim.Class.Length == 0) return Pending("Normal", "FailedBinding", "no persistent volumes available for this claim and no storage class is set");
        return storageClass is null ? Pending("Warning", "ProvisioningFailed", $"storageclass.storage.k8s.io \"{claim.Class}\" not found") : Provisioned(claim, storageClass);

        ClaimPlan Pending(string type, string reason, string message) => Telling(BindingWrites.ClaimStatus(claim.Source, "Pending"), new EventNote(claim.About, type, reason, message));
    }

    /// <summary>Hands the claim to whoever makes volumes of its class.</summary>
    private static ClaimPlan Provisioned(ClaimModel claim, Document storageClass)
    {
        var (provisioner, failure) = ProvisionerNames.Of(storageClass);
        if (provisioner is null) return Telling(null, new EventNote(claim.About, "Warning", "ProvisioningFailed", failure));
        var note = new EventNote(claim.About, "Normal", "ExternalProvisioning",
            $"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.");
        if (claim.Annotations[BindingMarks.Provisioner].AsString() == provisioner) return Telling(null, note);
        var body = DraftObject.Of(claim.Source);
        var annotations = body.Object("metadata").Object("annotations");
        annotations[BindingMarks.OldProvisioner] = provisioner;
        annotations[BindingMarks.Provisioner] = provisioner;
        return new ClaimPlan([new UpdateAction(CoreResources.PersistentVolumeClaims, claim.Source.Namespace, body)], []);
    }

    /// <summary>The newest of those that are marked, the first by name of those made together.</summary>
    private static Document? Default(IEnumerable<Document> classes) => classes
        .Where(c => Array.Exists((string[])[BindingMarks.DefaultClass, BindingMarks.OldDefaultClass], m => c.Metadata["annotations"u8][m].TextEquals("true"u8)))
        .OrderByDescending(c => c.Metadata["creationTimestamp"u8].AsTime()).ThenBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault();

    private static ClaimPlan Telling(PlanAction? write, EventNote? note = null) =>
        write is null && note is null ? Nothing : new ClaimPlan(write is null ? [] : [write], note is null ? [] : [note]);
}
