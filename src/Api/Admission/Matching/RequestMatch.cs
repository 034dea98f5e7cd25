using System.Collections.Immutable;
using Timonier.Api.Admission.Requests;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Matching;

/// <summary>Whether a write is one of those that somebody wants to be asked about, and under which name of its resource.</summary>
internal sealed class RequestMatch(StoredObjects objects, IKindSource kinds)
{
    /// <summary>Neither a subject nor a failure: the write is none of them.</summary>
    public async ValueTask<(AdmissionSubject? Subject, Status? Failure)> FindAsync(MatchCriteria criteria, AdmissionCall call, AdmissionSubject asked, CancellationToken cancellation)
    {
        if (SubjectFor(criteria, criteria.Rules, asked) is not { } subject || !ObjectsMatch(criteria.Objects, call)) return (null, null);
        if (!criteria.Excluded.IsEmpty && SubjectFor(criteria, criteria.Excluded, asked) is not null) return (null, null);
        var (holds, failure) = await InNamespacesAsync(criteria.Namespaces, call, asked, cancellation);
        return holds ? (subject, null) : (null, failure);
    }

    private AdmissionSubject? SubjectFor(MatchCriteria criteria, ImmutableArray<ResourceRule> rules, AdmissionSubject asked)
    {
        foreach (var rule in rules)
            if (rule.Matches(asked)) return asked;
        if (!criteria.TakesEquivalents) return null;
        var equivalents = asked.Equivalents(kinds.Current);
        return rules.SelectMany(r => equivalents.Where(r.Matches)).FirstOrDefault();
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
