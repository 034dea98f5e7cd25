using Timonier.Controllers.DaemonSets;
using Timonier.Controllers.Framework;
using Timonier.Controllers.StatefulSets;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>StatefulSets and DaemonSets on a live cluster, and what is done to their pods.</summary>
internal static class Sets
{
    public static Loop<ObjectKey> RunStatefulSets(LiveCluster cluster) =>
        new(cluster, "statefulset-controller", (client, events) => new StatefulSetController(client, events, cluster.Time));

    public static string StatefulSet(int replicas, string image = "a:1", string spec = "", string name = "db") =>
        $"{{'apiVersion':'apps/v1','kind':'StatefulSet','metadata':{{'name':'{name}','labels':{{'app':'{name}'}}}},'spec':{{'replicas':{replicas},'serviceName':'{name}'{spec},"
        + $"'selector':{{'matchLabels':{{'app':'{name}'}}}},'template':{{'metadata':{{'labels':{{'app':'{name}'}}}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}}}}}";

    public static Loop<ObjectKey> RunDaemonSets(LiveCluster cluster) =>
        new(cluster, "daemon-set-controller", (client, events) => new DaemonSetController(client, events, cluster.Time));

    public static string DaemonSet(string image = "a:1", string spec = "", string podSpec = "") =>
        $"{{'apiVersion':'apps/v1','kind':'DaemonSet','metadata':{{'name':'agent','labels':{{'app':'agent'}}}},'spec':{{'selector':{{'matchLabels':{{'app':'agent'}}}}{spec},"
        + $"'template':{{'metadata':{{'labels':{{'app':'agent'}}}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]{podSpec}}}}}}}}}";

    public static string Rolling(string limits) => $",'updateStrategy':{{'type':'RollingUpdate','rollingUpdate':{{{limits}}}}}";

    public static string Node(string name, string labels = "", string spec = "") =>
        $"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}','labels':{{{labels}}}}},'spec':{{{spec}}}}}";

    public static async Task AddNodesAsync(this LiveCluster cluster, params string[] names)
    {
        foreach (var name in names) await cluster.PutAsync(CoreResources.Nodes, Node(name), "");
    }

    /// <summary>Waits until each wanted node has an available pod of the template as it is now, and no other node has any.</summary>
    public static async Task<Document> UntilEverywhereAsync(this LiveCluster cluster, int nodes)
    {
        var generation = (await cluster.ReadAsync(CoreResources.DaemonSets, "agent")).Metadata["generation"u8].AsInt64();
        return await cluster.UntilAsync(CoreResources.DaemonSets, "agent", s =>
            s.Status["observedGeneration"u8].AsInt64() >= generation && Workloads.Count(s, "desiredNumberScheduled") == nodes
            && Workloads.Count(s, "numberAvailable") == nodes && Workloads.Count(s, "updatedNumberScheduled") == nodes && Workloads.Count(s, "numberMisscheduled") == 0);
    }

    /// <summary>The node to which a daemon's pod is bound.</summary>
    public static string NodeOf(Document pod) => pod.Spec["affinity"u8]["nodeAffinity"u8]["requiredDuringSchedulingIgnoredDuringExecution"u8]["nodeSelectorTerms"u8][0]["matchFields"u8][0]["values"u8][0].AsString();

    public const string AtOnce = ",'podManagementPolicy':'Parallel'";

    /// <summary>One claim template called data, and the rest of a spec.</summary>
    public static string Claiming(string retention = "") =>
        ",'volumeClaimTemplates':[{'metadata':{'name':'data'},'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}]"
        + (retention.Length > 0 ? $",'persistentVolumeClaimRetentionPolicy':{{{retention}}}" : "");

    public static IEnumerable<string> Names(this IEnumerable<Document> objects) => objects.Select(o => o.Name);

    public static string ImageOf(Document pod) => pod.Spec["containers"u8][0]["image"u8].AsString();

    public static string RevisionOf(Document pod) => Workloads.Label(pod, "controller-revision-hash");

    public static bool IsReady(Document pod) => Condition.ListOf(pod.Status["conditions"u8]).Exists(c => c.Type == "Ready" && c.Status == "True");

    /// <summary>Turns a running pod ready or not, as a probe would.</summary>
    public static async Task TurnAsync(this LiveCluster cluster, string pod, bool ready) =>
        await cluster.PatchAsync(CoreResources.Pods, pod,
            $"{{'status':{{'phase':'Running','podIP':'10.42.0.7','podIPs':[{{'ip':'10.42.0.7'}}],'conditions':[{{'type':'Ready','status':'{(ready ? "True" : "False")}','lastTransitionTime':'{cluster.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ}'}}]}}}}", subresource: "status");

    public static Task<Document> UntilSettledAsync(this LiveCluster cluster, int replicas, string image = "a:1", string name = "db") =>
        cluster.UntilAsync(CoreResources.StatefulSets, name, s =>
            s.Status["observedGeneration"u8].AsInt64() == s.Metadata["generation"u8].AsInt64()
            && Workloads.Count(s, "replicas") == replicas && Workloads.Count(s, "availableReplicas") == replicas && Workloads.Count(s, "updatedReplicas") == replicas
            && s.Status["currentRevision"u8].AsString() == s.Status["updateRevision"u8].AsString()
            && ImageIn(s) == image);

    private static string ImageIn(Document set) => set.Spec["template"u8]["spec"u8]["containers"u8][0]["image"u8].AsString();
}
