using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>The next step of one volume: free, tied to its claim, or given up by it and then kept, handed to who deletes it, or failed.</summary>
public sealed record VolumePlan(IReadOnlyList<PlanAction> Actions, IReadOnlyList<EventNote> Notes)
{
    /// <summary>Whether the claim of this volume must be found out for certain, because what follows cannot be taken back.</summary>
    public static bool AsksForClaim(Document volume, Document? claim)
    {
        var model = new VolumeModel(volume);
        return model.ClaimUid.Length > 0 && claim?.Uid != model.ClaimUid && model.Phase is not ("Released" or "Failed");
    }

    /// <param name="volume">The volume.</param>
    /// <param name="claim">The claim that stands under the name in its link; null: there is none.</param>
    public static VolumePlan Compute(Document volume, Document? claim)
    {
        var model = new VolumeModel(volume);
        if (model.ClaimUid.Length == 0) return Of(BindingWrites.Phase(volume, "Available"));
        if (claim?.Uid != model.ClaimUid) return GivenUp(model);
        var wanted = new ClaimModel(claim);
        if (wanted.VolumeName.Length == 0)
        {
            // The claim's own step comes next, unless these two can never fit.
            if (VolumeModel.Mode(volume.Spec) == VolumeModel.Mode(claim.Spec)) return Of(null);
            return new VolumePlan([],
            [
                new EventNote(model.About, "Warning", "VolumeMismatch", $"Cannot bind PersistentVolume to requested PersistentVolumeClaim \"{claim.Name}\" due to incompatible volumeMode."),
                new EventNote(wanted.About, "Warning", "VolumeMismatch", $"Cannot bind PersistentVolume \"{volume.Name}\" to requested PersistentVolumeClaim due to incompatible volumeMode."),
            ]);
        }
        if (wanted.VolumeName == volume.Name) return Of(BindingWrites.Phase(volume, "Bound"));
        // The claim has another volume. One that was made for it is of no use to anybody.
        return model.Annotations[BindingMarks.ProvisionedBy].Exists && model.ReclaimPolicy == "Delete" ? GivenUp(model) : Of(BindingWrites.Untie(model));
    }

    private static VolumePlan GivenUp(VolumeModel volume)
    {
        if (volume.Phase is not ("Released" or "Failed")) return Of(BindingWrites.Phase(volume.Source, "Released"));
        // Whoever made it deletes it when it is released.
        if (volume.ReclaimPolicy is "Retain" || volume.Annotations[BindingMarks.MigratedTo].Exists) return Of(null);
        return volume.ReclaimPolicy switch
        {
            "Delete" when volume.Annotations[BindingMarks.ProvisionedBy].Exists => Of(null),
            "Delete" => Failed("VolumeFailedDelete", $"error getting deleter volume plugin for volume \"{volume.Source.Name}\": no deletable volume plugin matched"),
            "Recycle" => Failed("VolumeFailedRecycle", "No recycler plugin found for the volume!"),
            _ => Failed("VolumeUnknownReclaimPolicy", "Volume has an unrecognized reclaim policy"),
        };

        VolumePlan Failed(string reason, string message) =>
            Of(BindingWrites.Phase(volume.Source, "Failed", reason: "", message) is { } status && volume.Phase != "Failed"
                ? status with { Event = new EventNote(volume.About, "Warning", reason, message) } : null);
    }

    private static VolumePlan Of(PlanAction? write) => new(write is null ? [] : [write], []);
}
