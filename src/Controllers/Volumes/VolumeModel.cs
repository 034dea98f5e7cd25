using Timonier.Client.Events;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Volumes;

/// <summary>A persistent volume as the binder reads it.</summary>
internal sealed record VolumeModel(Document Source)
{
    public Node Annotations => Source.Metadata["annotations"u8];
    public Node Claim => Source.Spec["claimRef"u8];
    public bool IsClaimed => Claim.IsObject;
    public string ClaimUid => Claim["uid"u8].AsString();
    public string Phase => Source.Status["phase"u8].AsString();
    public string ReclaimPolicy => Source.Spec["persistentVolumeReclaimPolicy"u8].AsString();
    public string Class => Annotations[BindingMarks.OldClass].AsStringOrNull() ?? Source.Spec["storageClassName"u8].AsString();
    public Quantity Capacity => Storage(Source.Spec["capacity"u8]);
    public IReadOnlyList<string> Modes => Texts(Source.Spec["accessModes"u8]);
    public ObjectReference About => ObjectReference.To(Source) with { ApiVersion = "v1", Kind = "PersistentVolume" };

    /// <summary>Whether it names that claim: by uid, or by name alone where an administrator wrote the link.</summary>
    public bool Names(Document claim) =>
        IsClaimed && Claim["name"u8].AsString() == claim.Name && Claim["namespace"u8].AsString() == claim.Namespace && (ClaimUid.Length == 0 || ClaimUid == claim.Uid);

    /// <summary>A file system unless it says block.</summary>
    public static string Mode(Node spec) => spec["volumeMode"u8].AsStringOrNull() ?? "Filesystem";

    public static Quantity Storage(Node amounts) => Quantity.TryParse(amounts["storage"u8].AsText(), out var amount) ? amount : Quantity.Zero;

    public static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }
}
