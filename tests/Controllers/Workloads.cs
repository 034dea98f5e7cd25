using Timonier.Controllers.Deployments;
using Timonier.Controllers.Framework;
using Timonier.Controllers.ReplicaSets;
using Timonier.Documents;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>The loops that turn Deployments into pods, and the objects they work on.</summary>
internal static class Workloads
{
    public static Loop<ObjectKey> RunDeployments(LiveCluster cluster) =>
        new(cluster, "deployment-controller", (client, events) => new DeploymentController(client, events, cluster.Time));

    public static Loop<ObjectKey> RunReplicaSets(LiveCluster cluster) =>
        new(cluster, "replicaset-controller", (client, events) => new ReplicaSetController(ReplicaKind.ReplicaSet, client, events, cluster.Time));

    public static Loop<ObjectKey> RunReplicationControllers(LiveCluster cluster) =>
        new(cluster, "replication-controller", (client, events) => new ReplicaSetController(ReplicaKind.ReplicationController, client, events, cluster.Time));

    public static SimulatedKubelet Kubelet(LiveCluster cluster)
    {
        var kubelet = new SimulatedKubelet(cluster);
        cluster.Start(kubelet.RunAsync);
        return kubelet;
    }

    public static string Deployment(int replicas, string image = "a:1", string spec = "", string name = "web") =>
        $"{{'apiVersion':'apps/v1','kind':'Deployment','metadata':{{'name':'{name}'}},'spec':{{'replicas':{replicas}{spec},{Template(name, image)}}}}}";

    public static string ReplicaSet(int replicas, string name = "web", string image = "a:1") =>
        $"{{'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{{'name':'{name}'}},'spec':{{'replicas':{replicas},{Template(name, image)}}}}}";

    public static string Pod(string name, string labels = "'app':'web'", string spec = "", string more = "") =>
        $"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}','labels':{{{labels}}}{more}}},'spec':{{'containers':[{{'name':'c','image':'a:1'}}]{spec}}}}}";

    public static string Image(string image) => $"{{'spec':{{'template':{{'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}}}}}";

    /// <summary>The uid of an object's first owner.</summary>
    public static string Owner(Document document) => document.Metadata["ownerReferences"u8][0]["uid"u8].AsString();

    public static string Label(Document document, string name) => document.Metadata["labels"u8][name].AsString();

    public static int Count(Document document, string name) => document.Status[name].AsInt32();

    private static string Template(string app, string image) =>
        $"'selector':{{'matchLabels':{{'app':'{app}'}}}},'template':{{'metadata':{{'labels':{{'app':'{app}'}}}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}";
}
