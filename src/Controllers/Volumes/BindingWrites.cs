using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Volumes;

/// <summary>
/// The writes that tie a claim and a volume together. Each object gets at most one write a round, since the next one needs
/// the version that the first leaves; the change itself brings the next round.
/// </summary>
internal static class BindingWrites
{
    /// <summary>What is still missing, volume first: a claim must never point to a volume that another may take.</summary>
    public static List<PlanAction> Bind(Document claim, Document volume)
    {
        var actions = new List<PlanAction>();
        var model = new VolumeModel(volume);
        if (model.ClaimUid != claim.Uid) return [TieVolume(claim, model)];
        if (Phase(volume, "Bound") is { } bound) actions.Add(bound);
        if (TieClaim(claim, volume) is { } tied) actions.Add(tied);
        else if (ClaimStatus(claim, "Bound", volume) is { } told) actions.Add(told);
        return actions;
    }

    private static UpdateAction TieVolume(Document claim, VolumeModel volume)
    {
        var body = DraftObject.Of(volume.Source);
        if (!volume.IsClaimed) body.Object("metadata").Object("annotations")[BindingMarks.ByController] = "yes";
        body.Object("spec")["claimRef"] = new DraftObject
        {
            ["kind"] = "PersistentVolumeClaim",
            ["namespace"] = claim.Namespace,
            ["name"] = claim.Name,
            ["uid"] = claim.Uid,
            ["apiVersion"] = "v1",
            ["resourceVersion"] = claim.ResourceVersion,
        };
        return new UpdateAction(StorageResources.Volumes, "", body);
    }

    private static UpdateAction? TieClaim(Document claim, Document volume)
    {
        var model = new ClaimModel(claim);
        if (model.VolumeName == volume.Name && model.IsCompleted) return null;
        var body = DraftObject.Of(claim);
        var annotations = body.Object("metadata").Object("annotations");
        if (model.VolumeName != volume.Name)
        {
            body.Object("spec")["volumeName"] = volume.Name;
            annotations[BindingMarks.ByController] = "yes";
        }
        annotations[BindingMarks.Completed] = "yes";
        return new UpdateAction(CoreResources.PersistentVolumeClaims, claim.Namespace, body);
    }

    /// <summary>A claim's status; null when it stands. What it holds is told when it becomes bound, and is the resizer's afterwards.</summary>
    public static UpdateAction? ClaimStatus(Document claim, string phase, Document? volume = null)
    {
        var body = DraftObject.Of(claim);
        var status = body.Object("status");
        var becomes = status.String("phase") != phase;
        status["phase"] = phase;
        if (volume is null)
        {
            foreach (var field in (ReadOnlySpan<string>)["accessModes", "capacity", "currentVolumeAttributesClassName"]) status.Remove(field);
        }
        else
        {
            if (volume.Spec["accessModes"u8] is { Exists: true } modes) status["accessModes"] = modes;
            if ((becomes || !status.Object("capacity").Has("storage")) && volume.Spec["capacity"u8] is { Exists: true } capacity) status["capacity"] = capacity;
            if (becomes && volume.Spec["volumeAttributesClassName"u8] is { Exists: true } attributes) status["currentVolumeAttributesClassName"] = attributes;
        }
        return Draft.DeepEquals(status, DraftObject.Of(claim)["status"]) ? null : new UpdateAction(CoreResources.PersistentVolumeClaims, claim.Namespace, body, "status");
    }

    /// <summary>A volume's phase; null when it stands.</summary>
    public static UpdateAction? Phase(Document volume, string phase, string reason = "", string message = "")
    {
        var model = new VolumeModel(volume);
        if (model.Phase == phase && volume.Status["reason"u8].AsString() == reason && volume.Status["message"u8].AsString() == message) return null;
        var body = DraftObject.Of(volume);
        var status = body.Object("status");
        status["phase"] = phase;
        status["reason"] = reason.Length > 0 ? reason : null;
        status["message"] = message.Length > 0 ? message : null;
        return new UpdateAction(StorageResources.Volumes, "", body, "status");
    }

    /// <summary>The volume is free again; of a link that an administrator wrote, only the uid goes.</summary>
    public static UpdateAction Untie(VolumeModel volume)
    {
        var body = DraftObject.Of(volume.Source);
        if (volume.Annotations[BindingMarks.ByController].Exists)
        {
            body.Object("metadata").Object("annotations").Remove(BindingMarks.ByController);
            body.Object("spec").Remove("claimRef");
        }
        else
        {
            body.Object("spec").Object("claimRef").Remove("uid");
            body.Object("spec").Object("claimRef").Remove("resourceVersion");
        }
        return new UpdateAction(StorageResources.Volumes, "", body);
    }
}
