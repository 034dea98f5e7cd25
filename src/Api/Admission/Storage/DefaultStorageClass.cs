using Timonier.Api.Storage;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Storage;

/// <summary>Claims that name no class get the default one, the newest when there are several.</summary>
internal sealed class DefaultStorageClass(StoredObjects objects) : AdmissionStep
{
    private static readonly ResourceName Classes = new("storage.k8s.io", "v1", "storageclasses");

    public override string Name => "DefaultStorageClass";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("persistentvolumeclaims")) return null;
        var spec = call.Body!.Object("spec");
        if (spec.Has("storageClassName") || call.HasAnnotation("volume.beta.kubernetes.io/storage-class")) return null;
        var marked = DefaultClass.Among(await objects.AllAsync(Classes, cancellation), "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class");
        if (marked is not null) spec["storageClassName"] = marked.Name;
        return null;
    }
}
