using Timonier.Client.Events;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Volumes;

/// <summary>A claim as the binder reads it.</summary>
internal sealed record ClaimModel(Document Source)
{
    public Node Annotations => Source.Metadata["annotations"u8];
    public string VolumeName => Source.Spec["volumeName"u8].AsString();
    public bool IsCompleted => Annotations[BindingMarks.Completed].Exists;
    public string Phase => Source.Status["phase"u8].AsString();

    /// <summary>The class it asks for; empty: volumes without a class.</summary>
    public string Class => Annotations[BindingMarks.OldClass].AsStringOrNull() ?? Source.Spec["storageClassName"u8].AsString();

    /// <summary>Whether it leaves the class open, so that the default one may become it.</summary>
    public bool LeavesClassOpen => !Annotations[BindingMarks.OldClass].Exists && Source.Spec["storageClassName"u8].IsNullOrMissing;

    public ObjectReference About => ObjectReference.To(Source) with { ApiVersion = "v1", Kind = "PersistentVolumeClaim" };

    public IReadOnlyList<string> Modes => VolumeModel.Texts(Source.Spec["accessModes"u8]);

    public Quantity Request => VolumeModel.Storage(Source.Spec["resources"u8]["requests"u8]);
}
