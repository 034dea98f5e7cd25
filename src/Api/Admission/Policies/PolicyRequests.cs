using Timonier.Api.Admission.Requests;
using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Policies;

/// <summary>Prepares writes for the expressions of policies.</summary>
internal sealed class PolicyRequests(StoredObjects objects, ObjectForms forms, IAuthorizer authorizer)
{
    /// <summary>The write with its namespace; or the failure to find that.</summary>
    public async ValueTask<(PolicyRequest? Request, Status? Failure)> OpenAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var asked = AdmissionSubject.Of(call);
        // A namespace is not inside of itself here.
        if (asked.Namespace.Length == 0 || asked.IsNamespace) return (new PolicyRequest(call, null, forms, authorizer), null);
        return await objects.FindAsync(CoreResources.Namespaces, "", asked.Namespace, cancellation) is { } found
            ? (new PolicyRequest(call, found, forms, authorizer), null)
            : (null, Status.NotFound(CoreResources.Namespaces, asked.Namespace));
    }
}
