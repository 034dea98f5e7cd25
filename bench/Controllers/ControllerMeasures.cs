using Timonier.Contracts.Cluster;
using Timonier.Controllers.Deployments;
using Timonier.Controllers.GarbageCollection;
using Timonier.Controllers.ReplicaSets;
using Timonier.Documents;

namespace Timonier.Controllers.Bench;

/// <summary>What controllers cost, the API's part of their writes included.</summary>
internal static class ControllerMeasures
{
    /// <summary>From the deletion of one owner until the last of its dependents is gone.</summary>
    public static async Task CollectAsync(ResultTable table, int dependents)
    {
        await using var cluster = await BenchCluster.StartAsync();
        var owner = await cluster.PutAsync(CoreResources.ConfigMaps, 1, _ => BenchCluster.Named("v1", "ConfigMap", "owner"));
        await cluster.PutAsync(CoreResources.ConfigMaps, dependents, number =>
        {
            var child = BenchCluster.Named("v1", "ConfigMap", $"child-{number}");
            child.Object("metadata")["ownerReferences"] = new DraftArray([new DraftObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = owner.Name, ["uid"] = owner.Uid }]);
            return child;
        });
        cluster.Run((client, events) => new GarbageCollector(client, events, cluster.Kinds));
        await cluster.UntilCountAsync(CoreResources.ConfigMaps, dependents + 1);
        var meter = Meter.Start();
        await cluster.Client.DeleteAsync(CoreResources.ConfigMaps, "default", "owner", new DeleteQuery { PropagationPolicy = "Background" });
        await cluster.UntilCountAsync(CoreResources.ConfigMaps, 0);
        table.Add($"garbage collection of {dependents:N0} dependents", $"{meter.Seconds:N1} s, {dependents / meter.Seconds:N0}/s", meter.CpuPer(dependents));
    }

    /// <summary>From the creation of a Deployment until all its pods are there.</summary>
    public static async Task DeployAsync(ResultTable table, int pods)
    {
        await using var cluster = await BenchCluster.StartAsync();
        cluster.Run((client, events) => new DeploymentController(client, events, TimeProvider.System));
        cluster.Run((client, events) => new ReplicaSetController(ReplicaKind.ReplicaSet, client, events, TimeProvider.System));
        await cluster.UntilCountAsync(CoreResources.Pods, 0);
        var meter = Meter.Start();
        await cluster.PutAsync(CoreResources.Deployments, 1, _ => Deployment(pods));
        await cluster.UntilCountAsync(CoreResources.Pods, pods);
        table.Add($"a Deployment of {pods:N0} pods, until all are created", $"{meter.Seconds:N1} s, {pods / meter.Seconds:N0}/s", meter.CpuPer(pods));
    }

    private static DraftObject Deployment(int pods)
    {
        var labels = new DraftObject { ["app"] = "web" };
        var body = BenchCluster.Named("apps/v1", "Deployment", "web");
        body["spec"] = new DraftObject
        {
            ["replicas"] = pods,
            ["selector"] = new DraftObject { ["matchLabels"] = labels },
            ["template"] = new DraftObject
            {
                ["metadata"] = new DraftObject { ["labels"] = labels.CloneObject() },
                ["spec"] = new DraftObject { ["containers"] = new DraftArray([new DraftObject { ["name"] = "c", ["image"] = "pause:3" }]) },
            },
        };
        return body;
    }
}
