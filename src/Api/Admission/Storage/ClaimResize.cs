using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Quotas;

namespace Timonier.Api.Admission.Storage;

/// <summary>Claims grow only where their class lets volumes grow; that only bound ones do, validation has said.</summary>
internal sealed class ClaimResize(StoredObjects objects) : AdmissionStep
{
    private static readonly ResourceName Classes = new("storage.k8s.io", "v1", "storageclasses");

    public override string Name => "PersistentVolumeClaimResize";

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsUpdate || !call.Concerns("persistentvolumeclaims") || Size(call.Wanted!) <= Size(call.Old!)) return null;
        var old = call.Old!;
        var named = old.Metadata["annotations"u8]["volume.beta.kubernetes.io/storage-class"u8];
        var storageClass = (named.Exists ? named : old.Spec["storageClassName"u8]).AsString();
        var grows = storageClass.Length > 0 && await objects.FindAsync(Classes, "", storageClass, cancellation) is { } found && found.Root["allowVolumeExpansion"u8].AsBool();
        return grows ? null : call.Forbidden("only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }

    private static Quantity Size(Document claim) => ResourceAmounts.Of(claim.Spec["resources"u8]["requests"u8])["storage"];
}
