using System.Collections.Frozen;
using System.Globalization;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>The fields that the server sets or keeps in single kinds, on top of what <see cref="Strategy"/> does for all.</summary>
internal static partial class OwnFields
{
    /// <param name="body">The object as it will be written; what is set is set here.</param>
    /// <param name="before">The object as it is; null when it is created.</param>
    /// <param name="occasion">Who writes, through what, and when.</param>
    private delegate void Setter(DraftObject body, DraftObject? before, in WriteOccasion occasion);

    private static readonly FrozenDictionary<string, Setter> Setters = new Dictionary<string, Setter>(StringComparer.Ordinal)
    {
        ["pods"] = Pod,
        ["namespaces"] = Namespace,
        ["services"] = Service,
        ["serviceaccounts"] = ServiceAccount,
        ["persistentvolumes"] = PersistentVolume,
        ["persistentvolumeclaims"] = PersistentVolumeClaim,
        ["jobs.batch"] = Job,
        ["daemonsets.apps"] = DaemonSet,
        ["endpointslices.discovery.k8s.io"] = EndpointSlice,
        ["resourceclaims.resource.k8s.io"] = ResourceClaim,
        ["resourceslices.resource.k8s.io"] = ResourceSlice,
        ["customresourcedefinitions.apiextensions.k8s.io"] = CustomResourceDefinition,
        ["apiservices.apiregistration.k8s.io"] = ApiService,
        [CertificateRequests.Qualified] = CertificateRequests.Set,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static void Set(Kind kind, DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (Setters.TryGetValue(kind.Resource.Qualified, out var setter)) setter(body, before, occasion);
    }

    private static void Pod(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null) body["status"] = new DraftObject { ["phase"] = "Pending", ["qosClass"] = PodQuality.Of(body.Object("spec")) };
        else if (occasion.Subresource == "status") body.Object("status")["qosClass"] = before.Object("status")["qosClass"];
    }

    private static void Namespace(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null)
        {
            var finalizers = body.Object("spec").Array("finalizers");
            if (!finalizers.Any(f => f.AsString() == "kubernetes")) finalizers.Add("kubernetes");
        }
        else if (occasion.Subresource.Length == 0)
        {
            body.Object("spec")["finalizers"] = before.Object("spec")["finalizers"];
        }
    }

    // Of the account's secrets only the names count; they are of its own namespace.
    private static void ServiceAccount(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (body["secrets"] is DraftArray secrets)
            body["secrets"] = new DraftArray(secrets.OfType<DraftObject>().Select(s => new DraftObject { ["name"] = s["name"] }));
    }

    // Only those made by the server's own label are selected, unless the author says otherwise.
    private static void Job(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (before is null) JobSelector.Make(body);
    }

    // How often the template was changed; once a field of its own, now an annotation that nobody but the server sets.
    private static void DaemonSet(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        const string Counter = "deprecated.daemonset.template.generation";
        var changed = before is not null && occasion.Subresource.Length == 0 && !Draft.DeepEquals(body.Object("spec")["template"], before.Object("spec")["template"]);
        var counted = long.TryParse((before ?? body).Object("metadata").Object("annotations").String(Counter), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        body.Object("metadata").Object("annotations")[Counter] = Math.Max(1, counted + (changed ? 1 : 0)).ToString(CultureInfo.InvariantCulture);
    }

    // The field is of an old version; whoever writes the endpoints anew cannot set it.
    private static void EndpointSlice(DraftObject body, DraftObject? before, in WriteOccasion occasion)
    {
        if (body["endpoints"] is not DraftArray endpoints || (before is not null && Draft.DeepEquals(endpoints, before["endpoints"]))) return;
        foreach (var endpoint in endpoints.OfType<DraftObject>()) endpoint.Remove("deprecatedTopology");
    }
}
