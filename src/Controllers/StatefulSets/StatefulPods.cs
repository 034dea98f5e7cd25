using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Controllers.Revisions;
using Timonier.Documents;

namespace Timonier.Controllers.StatefulSets;

/// <summary>The pods of one StatefulSet as they are written: name, labels, host name and volumes of their own.</summary>
internal sealed class StatefulPods(StatefulSetModel set, StatefulClaims claims)
{
    private const string NameLabel = "statefulset.kubernetes.io/pod-name";
    private const string IndexLabel = "apps.kubernetes.io/pod-index";

    public CreateAction Creation(int ordinal, Document revision)
    {
        var body = OwnedPod.Of(set.Source, set.Owner, RevisionData.Template(revision));
        var name = set.PodName(ordinal);
        var metadata = body.Object("metadata");
        metadata["name"] = name;
        Label(metadata, ordinal);
        metadata.Object("labels")[StatefulSetModel.RevisionLabel] = revision.Name;
        var spec = body.Object("spec");
        spec["hostname"] = name;
        if (set.Source.Spec["serviceName"u8].AsString() is { Length: > 0 } service) spec["subdomain"] = service;
        Mount(spec, ordinal);
        return new CreateAction(CoreResources.Pods, set.Source.Namespace, body)
        {
            Event = StatefulEvents.Done(set.Source, "create", name),
            // Taken by the pod that we made a moment ago, or on its way out.
            Refused = why => why.IsAlreadyExists ? null : StatefulEvents.Failed(set.Source, "create", name, why.Message),
        };
    }

    public DeleteAction Deletion(Document pod) => new(CoreResources.Pods, pod.Namespace, pod.Name, pod.Uid)
    {
        Event = StatefulEvents.Done(set.Source, "delete", pod.Name),
        Refused = why => StatefulEvents.Failed(set.Source, "delete", pod.Name, why.Message),
    };

    /// <summary>Gives a pod back what makes it that pod; null when nothing is amiss.</summary>
    public UpdateAction? Repair(Document pod, int ordinal)
    {
        var isNamed = pod.Metadata["labels"u8][NameLabel].AsString() == pod.Name;
        if (isNamed && claims.AreMounted(pod, ordinal)) return null;
        var body = DraftObject.Of(pod);
        Label(body.Object("metadata"), ordinal);
        Mount(body.Object("spec"), ordinal);
        return new UpdateAction(CoreResources.Pods, pod.Namespace, body)
        {
            Event = StatefulEvents.Done(set.Source, "update", pod.Name),
            Refused = why => StatefulEvents.Failed(set.Source, "update", pod.Name, why.Message),
        };
    }

    private void Label(DraftObject metadata, int ordinal)
    {
        metadata.Object("labels")[NameLabel] = set.PodName(ordinal);
        metadata.Object("labels")[IndexLabel] = ordinal.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The claims take the place of volumes with their names.</summary>
    private void Mount(DraftObject spec, int ordinal)
    {
        var mounted = claims.Volumes(ordinal);
        if (mounted.Count == 0) return;
        var names = mounted.Select(v => v.String("name")).ToHashSet(StringComparer.Ordinal);
        spec["volumes"] = new DraftArray([.. mounted, .. spec.Array("volumes").Where(v => !names.Contains(((DraftObject)v).String("name"))).Select(v => v.Clone())]);
    }
}
