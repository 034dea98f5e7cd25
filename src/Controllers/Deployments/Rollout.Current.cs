using System.Globalization;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Deployments;

internal sealed partial class Rollout
{
    /// <summary>True when the ReplicaSet of the present template stands as it should; otherwise a write was planned.</summary>
    private bool EnsureCurrent()
    {
        if (current is not null) return !UpdateRevision();
        created = NewReplicaSet();
        status.SetRevision(NextRevision().ToString(CultureInfo.InvariantCulture));
        if (deployment.ProgressDeadline is not null)
            status.Set("Progressing", "True", "NewReplicaSetCreated", $"Created new replica set \"{created.Name}\"");
        return false;
    }

    /// <summary>Gives the present ReplicaSet the newest revision (after an undo it has an old one); answers whether that needs a write first.</summary>
    private bool UpdateRevision()
    {
        var set = current!;
        var changed = DeploymentAnnotations.Carry(deployment, set.Annotations, NextRevision(), isNew: false);
        if (changed || set.MinReadySeconds != deployment.MinReadySeconds)
        {
            actions.Add(new UpdateAction(CoreResources.ReplicaSets, set.Source.Namespace, set.ToDraft(deployment.MinReadySeconds)));
            return true;
        }
        status.SetRevision(set.Annotations[DeploymentAnnotations.Revision]);
        if (deployment.ProgressDeadline is not null && status.Find("Progressing") is null)
            status.Set("Progressing", "True", "FoundNewReplicaSet", $"Found new replica set \"{set.Name}\"");
        return false;
    }

    private long NextRevision() => old.Select(s => s.Revision).DefaultIfEmpty(0).Max() + 1;

    private CreateAction NewReplicaSet()
    {
        var source = deployment.Source;
        var hash = PodTemplates.Hash(deployment.Template, deployment.CollisionCount);
        var size = NewSize(0);
        var template = (DraftObject)Draft.From(deployment.Template);
        template.Object("metadata").Object("labels")[PodTemplates.HashLabel] = hash;
        var selector = (DraftObject)Draft.From(source.Spec["selector"u8]);
        selector.Object("matchLabels")[PodTemplates.HashLabel] = hash;
        var spec = new DraftObject { ["replicas"] = size, ["selector"] = selector, ["template"] = template };
        if (deployment.MinReadySeconds > 0) spec["minReadySeconds"] = deployment.MinReadySeconds;
        var body = new DraftObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new DraftObject
            {
                ["name"] = $"{deployment.Name}-{hash}",
                ["namespace"] = source.Namespace,
                ["labels"] = template.Object("metadata").Object("labels").Clone(),
                ["ownerReferences"] = new DraftArray([new Ownership("apps/v1", "Deployment", source.Name, source.Uid).ToDraft()]),
            },
            ["spec"] = spec,
        };
        var annotations = new Dictionary<string, string>(StringComparer.Ordinal);
        DeploymentAnnotations.Carry(deployment, annotations, NextRevision(), isNew: true);
        DeploymentAnnotations.Write(body, annotations);
        return new CreateAction(CoreResources.ReplicaSets, source.Namespace, body)
        {
            Event = size > 0 ? Told("up", $"{deployment.Name}-{hash}", 0, size) : null,
        };
    }

    /// <summary>How large the new ReplicaSet may be now, within the surge.</summary>
    private int NewSize(int present)
    {
        if (!deployment.IsRollingUpdate) return deployment.Replicas;
        var pods = all.Sum(s => s.Replicas);
        var most = deployment.Replicas + deployment.MaxSurge;
        return pods >= most ? present : present + Math.Min(most - pods, deployment.Replicas - present);
    }
}
