using System.Text;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Tests;

/// <summary>A cluster as a test describes it: nodes, pods that are there, other objects, and a profile.</summary>
internal sealed class PlacementWorld
{
    private readonly Dictionary<ResourceName, ObjectSnapshot> objects = [];

    public PlacementWorld() => Cluster = new ClusterView(resource => objects.GetValueOrDefault(resource, ObjectSnapshot.Empty), new VirtualTime());

    public ClusterView Cluster { get; }
    public Profile Profile { get; set; } = ProfileBuilder.Build(new ProfileConfig(), new SchedulerConfig());

    /// <summary>A node of 4 processors, 8Gi and 110 pods unless it says otherwise.</summary>
    public void AddNode(string name, DraftObject says)
    {
        var (metadata, status) = (new DraftObject { ["name"] = name }, new DraftObject());
        var labels = says["labels"] as DraftObject ?? new DraftObject();
        if (!labels.Has("kubernetes.io/hostname")) labels["kubernetes.io/hostname"] = name;
        metadata["labels"] = labels;
        says.Remove("labels");
        var offered = new DraftObject { ["cpu"] = "4", ["memory"] = "8Gi", ["pods"] = "110" };
        if (says["allocatable"] is DraftObject own)
            foreach (var (resource, amount) in own) offered[resource] = amount;
        says.Remove("allocatable");
        status["allocatable"] = offered;
        if (says["images"] is { } images) status["images"] = images;
        says.Remove("images");
        Cluster.Nodes.Put(new DraftObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = metadata, ["spec"] = says, ["status"] = status }.ToDocument());
    }

    public void Place(string name, string node, DraftObject says) => Cluster.Nodes.Place(Pod(name, says), node);

    public void AddObject(string resource, DraftObject body)
    {
        var known = SchedulingResources.All.Select(r => r.Resource).Concat(SchedulingResources.Silent).First(r => r.Plural == resource);
        var metadata = body.Object("metadata");
        if (body["name"] is { } name) metadata["name"] = name;
        if (body["namespace"] is { } space) metadata["namespace"] = space;
        if (body["labels"] is { } labels) metadata["labels"] = labels;
        foreach (var moved in (string[])["name", "namespace", "labels"]) body.Remove(moved);
        if (!metadata.Has("uid")) metadata["uid"] = metadata.String("name");
        objects[known] = objects.GetValueOrDefault(known, ObjectSnapshot.Empty).With(body.ToDocument());
    }

    /// <summary>A pod with one container; what is no field of metadata or status is one of its spec.</summary>
    public static PodRequest Pod(string name, DraftObject says)
    {
        var metadata = new DraftObject { ["name"] = name, ["namespace"] = "default", ["uid"] = name };
        var (status, container) = (new DraftObject(), new DraftObject { ["name"] = "c", ["image"] = "app:1" });
        Move(metadata, "labels", "annotations", "namespace", "deletionTimestamp", "ownerReferences");
        Move(status, "startTime", "nominatedNodeName", "conditions", "resourceClaimStatuses", "containerStatuses", "initContainerStatuses");
        Move(container, "image", "ports");
        if (says["requests"] is { } requests) container["resources"] = new DraftObject { ["requests"] = requests };
        says.Remove("requests");
        if (!says.Has("containers")) says["containers"] = new DraftArray([container]);
        return PodRequest.Of(new DraftObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = says, ["status"] = status }.ToDocument());

        void Move(DraftObject to, params string[] names)
        {
            foreach (var member in names)
            {
                if (says[member] is { } value) to[member] = value;
                says.Remove(member);
            }
        }
    }

    public static DraftObject Read(string flow) => flow.Length == 0 ? new DraftObject() : Yaml.ParseObject(Encoding.UTF8.GetBytes(flow));
}
