using System.Collections.Immutable;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Requests;

/// <summary>What a write is about, in the words in which rules and reviews speak of it.</summary>
/// <param name="Resource">The resource under whose name it is looked at: that of the request, or an equivalent one.</param>
/// <param name="Kind">The kind in whose form the object is shown then.</param>
internal sealed record AdmissionSubject(ResourceName Resource, Kind Kind, string Subresource, string Namespace, string Name, AdmissionOperation Operation)
{
    private const string Configurations = "admissionregistration.k8s.io";

    private static readonly string[] Policies =
        ["validatingadmissionpolicies", "validatingadmissionpolicybindings", "mutatingadmissionpolicies", "mutatingadmissionpolicybindings"];

    private static readonly string[] Webhooks = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];

    public static AdmissionSubject Of(AdmissionCall call)
    {
        var spoken = call.Call.Spoken;
        var own = call.BodyKind == call.Call.Kind ? spoken : call.BodyKind;
        // A namespace counts as being inside of itself.
        var @namespace = spoken.Resource.Qualified == "namespaces" ? call.Name : call.Call.Namespace;
        return new AdmissionSubject(spoken.Resource, own, call.Subresource, @namespace, call.Name, call.Operation);
    }

    /// <summary>No policy is asked about policies, which could forbid that they are ever switched off again, nor about who somebody is and what he may do.</summary>
    public bool IsBeyondPolicies => IsPolicy || Resource.Group is "authentication.k8s.io" or "authorization.k8s.io";

    /// <summary>No webhook is asked about webhooks and policies.</summary>
    public bool IsBeyondWebhooks => IsPolicy || (Resource.Group == Configurations && Webhooks.Contains(Resource.Plural));

    private bool IsPolicy => Resource.Group == Configurations && Policies.Contains(Resource.Plural);

    public bool IsNamespace => Resource is { Group: "", Plural: "namespaces" };

    public string Verb => Operation switch
    {
        AdmissionOperation.Create => "CREATE",
        AdmissionOperation.Update => "UPDATE",
        AdmissionOperation.Delete => "DELETE",
        _ => "CONNECT",
    };

    /// <summary>The same under the names of other versions in which the resource is served.</summary>
    public ImmutableArray<AdmissionSubject> Equivalents(KindCatalogue catalogue) =>
        [.. catalogue.All.Where(k => k.Resource != Resource && IsSame(catalogue, k)).Select(k => this with { Resource = k.Resource, Kind = Kind.Resource == Resource ? k : Kind })];

    private bool IsSame(KindCatalogue catalogue, Kind other)
    {
        if (catalogue.Find(Resource) is not { } asked) return false;
        if (asked.IsCustom || other.IsCustom) return asked.IsCustom && other.IsCustom && asked.Group == other.Group && asked.Plural == other.Plural;
        return asked.Name == other.Name && (asked.StoredAs ?? asked.ApiVersion) == (other.StoredAs ?? other.ApiVersion);
    }
}
