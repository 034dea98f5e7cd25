using Timonier.Api.Authorization;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>Whether a webhook is to be asked about a write, and in the form of which version.</summary>
internal sealed class WebhookMatch(StoredObjects objects, IKindSource kinds, ObjectForms forms, IAuthorizer authorizer)
{
    /// <summary>Neither a write nor a failure: the webhook has nothing to do with it.</summary>
    public async ValueTask<(VersionedWrite? Write, Status? Failure)> FindAsync(Webhook hook, AdmissionCall call, CancellationToken cancellation)
    {
        var asked = AdmissionSubject.Of(call);
        if (!ObjectsMatch(hook.Objects, call) || SubjectFor(hook, asked) is not { } subject) return (null, null);
        var (holds, failure) = await InNamespacesAsync(hook.Namespaces, call, asked, cancellation);
        if (!holds) return (null, failure);
        var write = await forms.ShowAsync(call, subject, cancellation);
        if (hook.Conditions.IsEmpty) return (write, null);
        var (matches, error) = hook.Conditions.Judge(new RequestVariables(call, write, authorizer, cancellation), cancellation);
        if (error is not null) return (null, Status.Forbidden(asked.Resource, asked.Name, error));
        return (matches ? write : null, null);
    }

    private AdmissionSubject? SubjectFor(Webhook hook, AdmissionSubject asked)
    {
        if (hook.Rules.Any(r => r.Matches(asked))) return asked;
        if (!hook.TakesEquivalents) return null;
        var equivalents = asked.Equivalents(kinds.Current);
        return hook.Rules.SelectMany(r => equivalents.Where(r.Matches)).FirstOrDefault();
    }

    /// <summary>Of the object as it is and as it would be, one with the labels is enough.</summary>
    private static bool ObjectsMatch(LabelSelector selector, AdmissionCall call)
    {
        if (selector.IsEmpty) return true;
        return call.Body is { } body && selector.Matches(LabelsOf(body)) || call.Old is { } old && selector.Matches(old.Metadata["labels"u8]);
    }

    private async ValueTask<(bool Holds, Status? Failure)> InNamespacesAsync(LabelSelector selector, AdmissionCall call, AdmissionSubject asked, CancellationToken cancellation)
    {
        if (selector.IsEmpty || (asked.Namespace.Length == 0 && !asked.IsNamespace)) return (true, null);
        // What the labels of a namespace will be counts for its own writes.
        if (asked is { IsNamespace: true, Subresource: "" } && call.Body is { } body) return (selector.Matches(LabelsOf(body)), null);
        return await objects.FindAsync(CoreResources.Namespaces, "", asked.Namespace, cancellation) is { } found
            ? (selector.Matches(found.Metadata["labels"u8]), null)
            : (false, Status.NotFound(CoreResources.Namespaces, asked.Namespace));
    }

    private static Func<string, string?> LabelsOf(DraftObject body)
    {
        var labels = (body["metadata"] as DraftObject)?["labels"] as DraftObject;
        return key => labels?[key] is { } value ? value.AsString() : null;
    }
}
