using Timonier.Api.Authorization;
using Timonier.Cel;
using Timonier.Documents;

namespace Timonier.Api.Admission.Requests;

/// <summary>One write as expressions see it.</summary>
internal sealed class RequestVariables(AdmissionCall call, VersionedWrite write, IAuthorizer authorizer, CancellationToken cancellation) : ICelActivation, ICelAuthorizer
{
    private CelValue? request;

    public bool TryFind(string name, out CelValue value)
    {
        CelValue? found = name switch
        {
            "object" => write.Shown is { } shown ? CelDocument.Wrap(shown.Root, CelType.Dyn) : CelValue.Null,
            "oldObject" => write.Old is { } old ? CelDocument.Wrap(old.Root, CelType.Dyn) : CelValue.Null,
            "request" => request ??= CelDocument.Wrap(AdmissionRequest.Of(call, write.Subject, "").ToDocument().Root, CelRequestTypes.AdmissionRequest),
            // Conditions know the name, but are not shown the namespace.
            "namespaceObject" => CelValue.Null,
            "authorizer" => CelVariables.Authorizer(this),
            "authorizer.requestResource" => CelVariables.ResourceCheck(this, OwnResource()),
            _ => null,
        };
        value = found ?? default;
        return found is not null;
    }

    public CelDecision Check(CelAccess access)
    {
        var asked = authorizer.AuthorizeAsync(
            new AuthorizationAttributes
            {
                User = access.ServiceAccount is { } account ? ServiceAccount(account.Namespace, account.Name) : call.Call.User,
                Verb = access.Verb,
                Group = access.Group,
                Version = access.Path.Length > 0 ? "" : "*",
                Resource = access.Resource,
                Subresource = access.Subresource,
                Namespace = access.Namespace,
                Name = access.Name,
                NonResourcePath = access.Path,
            },
            cancellation).AsTask();
        // Roles are in memory. Expressions do not wait, so one who must ask elsewhere cannot answer them.
        return asked is { IsCompletedSuccessfully: true, Result: var answer } ? new CelDecision(answer.Allowed, answer.Reason) : new CelDecision(false, "", "the authorizer has no answer at hand");
    }

    private static Contracts.Cluster.UserInfo ServiceAccount(string @namespace, string name) => new(
        $"system:serviceaccount:{@namespace}:{name}", ["system:serviceaccounts", "system:serviceaccounts:" + @namespace, "system:authenticated"]);

    private CelAccess OwnResource()
    {
        var asked = AdmissionSubject.Of(call);
        return new CelAccess { Group = asked.Resource.Group, Resource = asked.Resource.Plural, Subresource = asked.Subresource, Namespace = asked.Namespace, Name = asked.Name };
    }
}
