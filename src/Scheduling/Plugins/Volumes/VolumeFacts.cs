using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;

namespace Timonier.Scheduling.Plugins;

/// <summary>What claims, volumes and classes say about themselves.</summary>
internal static class VolumeFacts
{
    public const string SelectedNode = "volume.kubernetes.io/selected-node";
    public const string BindCompleted = "pv.kubernetes.io/bind-completed";

    public static bool IsBound(Document claim) => claim.Spec["volumeName"u8].AsString().Length > 0
        && (claim.Status["phase"u8].TextEquals("Bound"u8) || claim.Metadata["annotations"u8][BindCompleted].Exists);

    public static string VolumeOf(Document claim) => claim.Spec["volumeName"u8].AsString();

    /// <summary>The class of a claim or a volume; the annotation is how it was written once.</summary>
    public static string ClassOf(Document document) =>
        document.Metadata["annotations"u8]["volume.beta.kubernetes.io/storage-class"u8].AsStringOrNull() ?? document.Spec["storageClassName"u8].AsString();

    public static Document? ClassDocument(string name, ClusterView cluster) => name.Length == 0 ? null : cluster.All(SchedulingResources.StorageClasses).Get("", name);

    /// <summary>Whether the volume is chosen only when the pod's node is.</summary>
    public static bool WaitsForPod(Document claim, ClusterView cluster) =>
        ClassDocument(ClassOf(claim), cluster) is { } storageClass && storageClass.Root["volumeBindingMode"u8].TextEquals("WaitForFirstConsumer"u8);

    public static Quantity SizeOf(Node resources) => Quantity.TryParse(resources["storage"u8].AsText(), out var size) ? size : Quantity.Zero;

    public static bool Names(Node claimRef, Document claim) =>
        claimRef["namespace"u8].AsString() == claim.Namespace && claimRef["name"u8].AsString() == claim.Name
        && claimRef["uid"u8].AsString() is var uid && (uid.Length == 0 || uid == claim.Uid);

    public static bool IsDeleting(Document document) => !document.Metadata["deletionTimestamp"u8].IsNullOrMissing;
}
