using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>What is told of a bound claim that asks for more than it has; null when it does not.</summary>
public static class ExpansionPlan
{
    public static EventNote? Compute(Document claim, Document volume)
    {
        var model = new ClaimModel(claim);
        if (model.Phase != "Bound" || new VolumeModel(volume).ClaimUid != claim.Uid) return null;
        if (model.Request <= VolumeModel.Storage(claim.Status["capacity"u8])) return null;
        return new EventNote(model.About, volume.Spec["csi"u8].Exists ? "Normal" : "Warning", "ExternalExpanding",
            "waiting for an external controller to expand this PVC");
    }
}
