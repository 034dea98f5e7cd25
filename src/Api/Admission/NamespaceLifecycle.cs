using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Objects go only into namespaces that exist and live; three namespaces stay for ever.</summary>
internal sealed class NamespaceLifecycle(StoredObjects objects)
{
    public async ValueTask<Status?> OnCreateAsync(ApiCall call, DraftObject body, CancellationToken cancellation)
    {
        if (!call.Kind.Namespaced || call.Kind.Plural is "localsubjectaccessreviews") return null;
        var found = await objects.FindAsync("namespaces", "", call.Namespace, cancellation);
        if (found is null) return Status.NotFound(new ResourceName("", "v1", "namespaces"), call.Namespace);
        if (!found.Metadata["deletionTimestamp"u8].Exists) return null;
        var refused = Status.Forbidden(call.Kind.Resource, body.Object("metadata").String("name"), $"unable to create new content in namespace {call.Namespace} because it is being terminated");
        return refused with
        {
            Details = (refused.Details ?? new StatusDetails()) with
            {
                Causes = [new StatusCause("NamespaceTerminating", $"namespace {call.Namespace} is being terminated", "metadata.namespace")],
            },
        };
    }

    public static Status? OnDelete(ApiCall call) => call.Kind.Resource.Qualified == "namespaces" && (call.Name is "default" or "kube-system" or "kube-public")
        ? Status.Forbidden(call.Kind.Resource, call.Name, "this namespace may not be deleted")
        : null;
}
