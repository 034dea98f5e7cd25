using Timonier.Api.Authorization;
using Timonier.Cel;
using Timonier.Documents;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>One write as expressions see it.</summary>
internal sealed class RequestVariables(AdmissionCall call, VersionedWrite write, IAuthorizer authorizer, CancellationToken cancellation) : ICelActivation, ICelAuthorizer
{
    private CelValue? body;
    private CelValue? request;

    public bool TryFind(string name, out CelValue value)
    {
        CelValue? found = name switch
        {
            "object" => body ??= write.Body is { } shown ? Wrapped(shown, CelType.Dyn) : CelValue.Null,
            "oldObject" => write.Old is { } old ? CelDocument.Wrap(old.Root, CelType.Dyn) : CelValue.Null,
            "request" => request ??= Wrapped(AdmissionReview.Request(call, write.Subject, ""), CelRequestTypes.AdmissionRequest),
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

    private static CelValue Wrapped(DraftObject value, CelType type) => CelDocument.Wrap(value.ToDocument().Root, type);
}
