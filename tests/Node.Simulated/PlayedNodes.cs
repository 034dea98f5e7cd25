using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Tests.Live;

namespace Timonier.Node.Simulated.Tests;

/// <summary>Simulated nodes on a cluster of their own, without scheduler and controllers: the test binds pods itself.</summary>
internal sealed class PlayedNodes : IAsyncDisposable
{
    private readonly RunningLoop running;

    private PlayedNodes(LiveCluster cluster, SimulatedNodesConfig config)
    {
        Cluster = cluster;
        running = cluster.Start(async stop =>
        {
            await using var nodes = Nodes = new SimulatedNodes(config, cluster, cluster.Time, cluster.Ids, NullLoggerFactory.Instance);
            await nodes.RunAsync(stop);
        });
    }

    public LiveCluster Cluster { get; }
    public SimulatedNodes Nodes { get; private set; } = null!;

    /// <summary>Nodes that are ready, each with its range of addresses.</summary>
    public static async Task<PlayedNodes> StartAsync(int count = 1, NodeShape? shape = null)
    {
        var cluster = await LiveCluster.StartAsync();
        // Every pod carries a token, and beside it the certificate that the API is to be known by.
        await cluster.PutAsync(CoreResources.ConfigMaps, "{'metadata':{'name':'kube-root-ca.crt'},'data':{'ca.crt':'a certificate'}}");
        var played = new PlayedNodes(cluster, new SimulatedNodesConfig { Count = count, Shape = shape ?? new NodeShape() });
        for (var i = 0; i < count; i++)
        {
            await cluster.UntilAsync(CoreResources.Nodes, $"sim-{i}", _ => true, "");
            await cluster.PatchAsync(CoreResources.Nodes, $"sim-{i}", $"{{'spec':{{'podCIDR':'10.42.{i}.0/24'}}}}", "");
            await cluster.UntilAsync(CoreResources.Nodes, $"sim-{i}", n => Condition(n, "Ready") == "True", "");
        }
        return played;
    }

    /// <summary>A pod bound to a node, of one container unless its spec says otherwise.</summary>
    public Task<Document> BindAsync(string name, string annotations = "", string container = "", string spec = "", string node = "sim-0") => Cluster.PutAsync(CoreResources.Pods,
        $"{{'metadata':{{'name':'{name}','annotations':{{{annotations}}}}},'spec':{{'nodeName':'{node}',{spec}'containers':[{{'name':'main','image':'web:1'{(container.Length > 0 ? "," : "")}{container}}}]}}}}");

    public Task<Document> UntilAsync(string pod, Func<Document, bool> wanted) => Cluster.UntilAsync(CoreResources.Pods, pod, wanted);

    public Task<Document> RunningAsync(string pod) => UntilAsync(pod, p => Phase(p) == "Running" && Condition(p, "Ready") == "True");

    public static string Phase(Document pod) => pod.Status["phase"u8].AsString();

    public static Timonier.Documents.Node State(Document pod) => pod.Status["containerStatuses"u8][0]["state"u8];

    public static string Condition(Document document, string type)
    {
        foreach (var condition in document.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return condition["status"u8].AsString();
        return "";
    }

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
