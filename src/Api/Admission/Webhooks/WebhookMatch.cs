using Timonier.Api.Admission.Matching;
using Timonier.Api.Admission.Requests;
using Timonier.Api.Authorization;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>Whether a webhook is to be asked about a write, and in the form of which version.</summary>
internal sealed class WebhookMatch(RequestMatch match, ObjectForms forms, IAuthorizer authorizer)
{
    /// <summary>Neither a write nor a failure: the webhook has nothing to do with it.</summary>
    public async ValueTask<(VersionedWrite? Write, Status? Failure)> FindAsync(Webhook hook, AdmissionCall call, CancellationToken cancellation)
    {
        var asked = AdmissionSubject.Of(call);
        var (subject, failure) = await match.FindAsync(hook.Criteria, call, asked, cancellation);
        if (subject is null) return (null, failure);
        var write = await forms.ShowAsync(call, subject, cancellation);
        if (hook.Conditions.IsEmpty) return (write, null);
        var (matches, error) = hook.Conditions.Judge(new RequestVariables(call, write, authorizer, cancellation), cancellation);
        if (error is not null) return (null, Status.Forbidden(asked.Resource, asked.Name, error));
        return (matches ? write : null, null);
    }
}
