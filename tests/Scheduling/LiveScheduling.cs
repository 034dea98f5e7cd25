using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Configuration;
using Timonier.Tests.Live;

namespace Timonier.Scheduling.Tests;

/// <summary>Nodes, pods and a scheduler on a live cluster.</summary>
internal static class LiveScheduling
{
    public static ResourceName PriorityClasses { get; } = new("scheduling.k8s.io", "v1", "priorityclasses");

    public static SchedulerLoop StartScheduler(this LiveCluster cluster, SchedulerConfig? config = null, HttpMessageInvoker? http = null)
    {
        var loop = new SchedulerLoop(cluster, cluster.Time, cluster.Ids, NullLoggerFactory.Instance, config, http is null ? null : _ => http);
        cluster.Start(loop.RunAsync);
        return loop;
    }

    public static Task<Document> AddNodeAsync(this LiveCluster cluster, string name, string cpu = "4", string labels = "", string spec = "") => cluster.PutAsync(CoreResources.Nodes,
        $"{{'apiVersion':'v1','kind':'Node','metadata':{{'name':'{name}','labels':{{'kubernetes.io/hostname':'{name}'{labels}}}}},'spec':{{{spec}}},'status':{{'allocatable':{{'cpu':'{cpu}','memory':'8Gi','pods':'110'}}}}}}", "");

    public static Task<Document> AddPodAsync(this LiveCluster cluster, string name, string cpu = "100m", string spec = "", string metadata = "") => cluster.PutAsync(CoreResources.Pods,
        $"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}'{metadata}}},'spec':{{'containers':[{{'name':'c','image':'a:1','resources':{{'requests':{{'cpu':'{cpu}'}}}}}}]{spec}}}}}");

    public static async Task AddPrioritiesAsync(this LiveCluster cluster, params (string Name, int Value)[] classes)
    {
        foreach (var (name, value) in classes)
            await cluster.PutAsync(PriorityClasses, $"{{'apiVersion':'scheduling.k8s.io/v1','kind':'PriorityClass','metadata':{{'name':'{name}'}},'value':{value}}}", "");
    }

    public static Task<Document> UntilOnAsync(this LiveCluster cluster, string pod, string node) => cluster.UntilAsync(CoreResources.Pods, pod, p => NodeOf(p) == node);

    /// <summary>Until the scheduler has said why the pod waits.</summary>
    public static async Task<string> UntilToldAsync(this LiveCluster cluster, string pod)
    {
        var told = await cluster.UntilAsync(CoreResources.Pods, pod, p => Condition(p, "PodScheduled")["message"u8].AsString().Length > 0);
        return Condition(told, "PodScheduled")["message"u8].AsString();
    }

    public static string NodeOf(Document pod) => pod.Spec["nodeName"u8].AsString();

    public static Documents.Node Condition(Document pod, string type)
    {
        foreach (var condition in pod.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return condition;
        return default;
    }
}
