using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Writes;

/// <summary>What the server itself sets or keeps on a write, kind by kind, after admission and before validation.</summary>
internal static class Strategy
{
    private static readonly HashSet<string> WithGeneration = new(StringComparer.Ordinal)
    {
        "pods", "deployments.apps", "replicasets.apps", "statefulsets.apps", "daemonsets.apps", "endpointslices.discovery.k8s.io",
        "replicationcontrollers", "jobs.batch", "cronjobs.batch", "poddisruptionbudgets.policy", "ingresses.networking.k8s.io", "networkpolicies.networking.k8s.io",
        "ingressclasses.networking.k8s.io", "podtemplates", "csidrivers.storage.k8s.io", "validatingwebhookconfigurations.admissionregistration.k8s.io",
        "mutatingwebhookconfigurations.admissionregistration.k8s.io", "validatingadmissionpolicies.admissionregistration.k8s.io",
        "flowschemas.flowcontrol.apiserver.k8s.io", "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
    };

    private static readonly HashSet<string> CreatedByUpdate = new(StringComparer.Ordinal)
    {
        "leases.coordination.k8s.io", "endpoints", "events", "events.events.k8s.io", "services", "limitranges",
        "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io", "clusterroles.rbac.authorization.k8s.io", "clusterrolebindings.rbac.authorization.k8s.io",
    };

    private static readonly HashSet<string> AnsweredWhole = new(StringComparer.Ordinal)
    {
        "pods", "services", "serviceaccounts", "persistentvolumeclaims", "persistentvolumes", "podtemplates", "resourcequotas",
    };

    private static readonly HashSet<string> OnlyFromAVersion = new(StringComparer.Ordinal)
    {
        "leases.coordination.k8s.io", "poddisruptionbudgets.policy", "csinodes.storage.k8s.io", "csidrivers.storage.k8s.io", "volumeattachments.storage.k8s.io",
        "validatingwebhookconfigurations.admissionregistration.k8s.io", "mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "validatingadmissionpolicies.admissionregistration.k8s.io", "validatingadmissionpolicybindings.admissionregistration.k8s.io",
    };

    public static bool HasStatus(Kind kind) => kind.Subresource("status") is not null;

    public static bool AllowsCreateOnUpdate(Kind kind) => CreatedByUpdate.Contains(kind.Resource.Qualified);

    public static bool AllowsUnconditionalUpdate(Kind kind) => !OnlyFromAVersion.Contains(kind.Resource.Qualified);

    /// <summary>Whether dependents stay when a deletion does not say what becomes of them.</summary>
    public static bool OrphansByDefault(Kind kind) => kind.Resource.Qualified is "jobs.batch" or "replicationcontrollers";

    /// <summary>Whether a deletion answers the object as it was, as upstream does for some kinds, instead of a Status.</summary>
    public static bool AnswersDeletedObject(Kind kind) => AnsweredWhole.Contains(kind.Resource.Qualified);

    /// <summary>What a write through that subresource leaves as it is, whatever it says: nobody comes to own it so.</summary>
    public static FieldSet Untouched(Kind kind, string subresource) => subresource switch
    {
        "status" when kind.Group == "apps" => FieldSet.Of("spec").Union(FieldSet.Of("metadata", "labels")),
        "status" => FieldSet.Of("spec").Union(FieldSet.Of("metadata", "ownerReferences")).Union(FieldSet.Of("metadata", "deletionTimestamp")),
        _ => HasStatus(kind) ? FieldSet.Of("status") : FieldSet.Empty,
    };

    public static void PrepareCreate(Kind kind, DraftObject body, UserInfo user)
    {
        if (WithGeneration.Contains(kind.Resource.Qualified)) body.Object("metadata")["generation"] = 1;
        switch (kind.Resource.Qualified)
        {
            case "nodes":
                // A node registers itself together with its status.
                return;
            case "pods":
                body["status"] = new DraftObject { ["phase"] = "Pending", ["qosClass"] = PodQuality.Of(body.Object("spec")) };
                return;
            case "namespaces":
                body["status"] = new DraftObject { ["phase"] = "Active" };
                var finalizers = body.Object("spec").Array("finalizers");
                if (!finalizers.Any(f => f.AsString() == "kubernetes")) finalizers.Add("kubernetes");
                return;
            case "services":
                body["status"] = new DraftObject { ["loadBalancer"] = new DraftObject() };
                return;
            case "secrets":
                FoldStringData(body);
                return;
            case CertificateRequests.Qualified:
                CertificateRequests.PrepareCreate(body, user);
                return;
            case "jobs.batch":
                JobSelector.Make(body);
                break;
        }
        if (HasStatus(kind)) body["status"] = new DraftObject();
    }

    public static void PrepareUpdate(Kind kind, DraftObject body, Document old, string subresource, DateTimeOffset now)
    {
        var before = DraftObject.Of(old);
        if (kind.Resource.Qualified == CertificateRequests.Qualified)
        {
            CertificateRequests.PrepareUpdate(body, before, subresource, now);
            return;
        }
        switch (subresource)
        {
            case "ephemeralcontainers":
                PodParts.KeepAllBut(body, before, PodParts.TakeEphemeralContainers);
                break;
            case "resize":
                PodParts.KeepAllBut(body, before, PodParts.TakeResources);
                break;
            case "status":
                body["spec"] = before["spec"];
                var metadata = body.Object("metadata");
                metadata["deletionTimestamp"] = before.Object("metadata")["deletionTimestamp"];
                metadata["ownerReferences"] = before.Object("metadata")["ownerReferences"];
                metadata["generation"] = before.Object("metadata")["generation"];
                if (kind.Group == "apps") metadata["labels"] = before.Object("metadata")["labels"];
                return;
            case "finalize":
                var wanted = body.Object("spec")["finalizers"];
                body["spec"] = before["spec"]?.Clone();
                body.Object("spec")["finalizers"] = wanted;
                body["status"] = before["status"];
                return;
            default:
                break;
        }
        if (HasStatus(kind)) body["status"] = before["status"];
        if (kind.Resource.Qualified == "namespaces") body.Object("spec")["finalizers"] = before.Object("spec")["finalizers"];
        if (kind.Resource.Qualified == "secrets") FoldStringData(body);
        if (!WithGeneration.Contains(kind.Resource.Qualified)) return;
        var generation = old.Metadata["generation"u8].AsInt64();
        // A rollout records its reason in annotations, so they count for deployments.
        var same = SameSpec(body, before)
            && (kind.Resource.Qualified != "deployments.apps" || Draft.DeepEquals(body.Object("metadata")["annotations"], before.Object("metadata")["annotations"]));
        body.Object("metadata")["generation"] = same ? generation : generation + 1;
    }

    // Everything but metadata and status counts as the wish: some kinds have no spec.
    private static bool SameSpec(DraftObject now, DraftObject before)
    {
        static bool Counts(string name) => name is not ("metadata" or "status");
        return now.Names.Where(Counts).Union(before.Names.Where(Counts), StringComparer.Ordinal).All(n => Draft.DeepEquals(now[n], before[n]));
    }

    // Written in clear, stored in base64; upstream does so before it stores.
    private static void FoldStringData(DraftObject body)
    {
        if (body["stringData"] is DraftObject clear)
            foreach (var (key, value) in clear)
                body.Object("data")[key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value.AsString()));
        body.Remove("stringData");
    }
}
