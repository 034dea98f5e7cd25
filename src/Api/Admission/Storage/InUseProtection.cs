using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Storage;

/// <summary>Claims, volumes and the classes of their attributes outlive their deletion until nobody uses them; controllers let them go then.</summary>
internal sealed class InUseProtection : AdmissionStep
{
    public override string Name => "StorageObjectInUseProtection";

    public override ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || call.Subresource.Length > 0 || FinalizerOf(call.Qualified) is not { } finalizer) return default;
        var finalizers = call.Body!.Object("metadata").Array("finalizers");
        if (!finalizers.Any(f => f.AsString() == finalizer)) finalizers.Add(finalizer);
        return default;
    }

    private static string? FinalizerOf(string qualified) => qualified switch
    {
        "persistentvolumeclaims" => "kubernetes.io/pvc-protection",
        "persistentvolumes" => "kubernetes.io/pv-protection",
        "volumeattributesclasses.storage.k8s.io" => "kubernetes.io/vac-protection",
        _ => null,
    };
}
