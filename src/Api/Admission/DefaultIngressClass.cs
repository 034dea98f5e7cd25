using Timonier.Api.Storage;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Ingresses that name no class get the default one, the newest when there are several.</summary>
internal sealed class DefaultIngressClass(StoredObjects objects) : AdmissionStep
{
    private static readonly ResourceName Classes = new("networking.k8s.io", "v1", "ingressclasses");

    public override string Name => "DefaultIngressClass";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("ingresses.networking.k8s.io")) return null;
        var spec = call.Body!.Object("spec");
        if (spec.Has("ingressClassName") || call.HasAnnotation("kubernetes.io/ingress.class")) return null;
        var marked = DefaultClass.Among(await objects.AllAsync(Classes, cancellation), "ingressclass.kubernetes.io/is-default-class");
        if (marked is not null) spec["ingressClassName"] = marked.Name;
        return null;
    }
}
