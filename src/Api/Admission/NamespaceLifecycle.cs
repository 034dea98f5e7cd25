using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Objects go only into namespaces that exist and live; three namespaces stay for ever.</summary>
internal sealed class NamespaceLifecycle(StoredObjects objects) : AdmissionStep
{
    public override string Name => "NamespaceLifecycle";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (call.Operation == AdmissionOperation.Delete) return IsImmortal(call) ? call.Forbidden("this namespace may not be deleted") : null;
        if (!call.IsCreate || call.IsSecondLook || !call.Call.Kind.Namespaced || call.Qualified is "localsubjectaccessreviews.authorization.k8s.io") return null;
        var @namespace = call.Call.Namespace;
        var found = await objects.FindAsync("namespaces", "", @namespace, cancellation);
        if (found is null) return Status.NotFound(CoreResources.Namespaces, @namespace);
        if (!found.Metadata["deletionTimestamp"u8].Exists) return null;
        var refused = call.Forbidden($"unable to create new content in namespace {@namespace} because it is being terminated");
        return refused with
        {
            Details = (refused.Details ?? new StatusDetails()) with
            {
                Causes = [new StatusCause("NamespaceTerminating", $"namespace {@namespace} is being terminated", "metadata.namespace")],
            },
        };
    }

    private static bool IsImmortal(AdmissionCall call) => call.Concerns("namespaces") && call.Name is ("default" or "kube-system" or "kube-public");
}
