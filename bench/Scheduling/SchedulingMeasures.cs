using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api;
using Timonier.Api.Admission;
using Timonier.Api.Bench;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Decisions;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;
using Timonier.Store.Embedded;

namespace Timonier.Scheduling.Bench;

/// <summary>From pods that wait to pods that are bound, over the API in this process with durable writes; and the decisions alone.</summary>
internal static class SchedulingMeasures
{
    private const int AtOnce = 64;

    /// <summary>Decisions without any API: what the node table, the filters and the scores cost.</summary>
    /// <param name="results">Where to.</param>
    /// <param name="what">What the pods ask for, for a reader.</param>
    /// <param name="nodes">How many nodes, in three zones.</param>
    /// <param name="pods">How many pods are decided, one after the other.</param>
    /// <param name="shape">Adds to each pod what it asks for.</param>
    public static void Decisions(ResultTable results, string what, int nodes, int pods, Action<DraftObject, int>? shape = null)
    {
        var cluster = new ClusterView(_ => ObjectSnapshot.Empty, TimeProvider.System);
        var profile = ProfileBuilder.Build(new ProfileConfig(), new SchedulerConfig());
        for (var i = 0; i < nodes; i++) cluster.Nodes.Put(Node(i).ToDocument());
        var requests = Enumerable.Range(0, pods).Select(i =>
        {
            var pod = Pod(i);
            shape?.Invoke(pod, i);
            return PodRequest.Of(pod.ToDocument());
        }).ToList();
        var meter = Meter.Start();
        var start = 0;
        foreach (var request in requests)
        {
            var search = SchedulingPlan.Find(request, profile, cluster, start);
            start = (start + search.Looked) % nodes;
            cluster.Nodes.Place(request, SchedulingPlan.Choose(search, profile, cluster, 0.5).Name);
        }
        results.Add($"decisions, {what}, {nodes:N0} nodes", $"{pods / meter.Seconds:N0}/s", meter.CpuPer(pods));
    }

    /// <summary>A hundred groups, each of which likes to be in one zone and not twice on a host.</summary>
    public static void WithAffinity(DraftObject pod, int number)
    {
        var selector = Labelled(pod, number);
        pod.Object("spec")["affinity"] = new DraftObject
        {
            ["podAffinity"] = new DraftObject { ["preferredDuringSchedulingIgnoredDuringExecution"] = new DraftArray([new DraftObject { ["weight"] = 10, ["podAffinityTerm"] = Term("topology.kubernetes.io/zone", selector) }]) },
            ["podAntiAffinity"] = new DraftObject { ["requiredDuringSchedulingIgnoredDuringExecution"] = new DraftArray([Term("kubernetes.io/hostname", selector)]) },
        };
    }

    /// <summary>A hundred groups, each spread strictly over zones and, where it can be, over hosts.</summary>
    public static void WithSpread(DraftObject pod, int number)
    {
        var selector = Labelled(pod, number);
        pod.Object("spec")["topologySpreadConstraints"] = new DraftArray([Constraint("topology.kubernetes.io/zone", "DoNotSchedule"), Constraint("kubernetes.io/hostname", "ScheduleAnyway")]);

        DraftObject Constraint(string key, string duty) => new() { ["maxSkew"] = 1, ["topologyKey"] = key, ["whenUnsatisfiable"] = duty, ["labelSelector"] = selector.Clone() };
    }

    private static DraftObject Labelled(DraftObject pod, int number)
    {
        const int groups = 100;
        var labels = new DraftObject { ["app"] = $"app-{number % groups}" };
        pod.Object("metadata")["labels"] = labels;
        pod.Object("metadata")["namespace"] = "default";
        return new DraftObject { ["matchLabels"] = labels.Clone() };
    }

    private static DraftObject Term(string key, DraftObject selector) => new() { ["topologyKey"] = key, ["labelSelector"] = selector.Clone() };

    public static async Task<SchedulingResult> RunAsync(string folder, int nodes, int pods)
    {
        // 1 an API whose cluster has nodes and pods that wait
        await using var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = folder }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(CancellationToken.None);
        var everybody = new Everybody();
        await using var api = new ClusterApi(store, new KindRegistry(), TimeProvider.System, new RandomIdSource(new Random(7)), everybody, everybody, new ApiConfig { Admission = new AdmissionPlugins { Disabled = ["TaintNodesByCondition"] } }, NullLoggerFactory.Instance);
        await api.StartAsync(CancellationToken.None);
        var client = api.For(new UserInfo("bench", ["system:masters"]));
        await CreateAsync(client, CoreResources.ServiceAccounts, 1, _ => Named("v1", "ServiceAccount", "default"));
        await CreateAsync(client, CoreResources.Nodes, nodes, Node, "");
        await Parallel.ForEachAsync(Enumerable.Range(0, nodes), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellation) =>
            await client.PatchAsync(CoreResources.Nodes, "", $"n{i}", PatchBody.Merge(new DraftObject { ["status"] = Node(i).Object("status") }), new WriteQuery { Subresource = "status" }, cancellation));
        await CreateAsync(client, CoreResources.Pods, pods, Pod);

        // 2 a watch that sees the last of them bound
        var ids = new RandomIdSource(new Random(8));
        await using var views = new InformerSource(client, TimeProvider.System, ids, NullLoggerFactory.Instance);
        var left = pods;
        var bound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var view = views.For(CoreResources.Pods);
        view.Subscribe(change =>
        {
            if (change.New is { } pod && pod.Spec["nodeName"u8].Exists && change.Old?.Spec["nodeName"u8].Exists != true && Interlocked.Decrement(ref left) == 0) bound.TrySetResult();
        });
        await view.SyncedAsync(CancellationToken.None);

        // 3 the scheduler
        using var stop = new CancellationTokenSource();
        var meter = Meter.Start();
        var running = new SchedulerLoop(api, TimeProvider.System, ids, NullLoggerFactory.Instance).RunAsync(stop.Token);
        await bound.Task;
        var result = new SchedulingResult(nodes, pods, meter.Seconds, meter.CpuPer(pods));
        await stop.CancelAsync();
        await running;
        return result;
    }

    private static async Task CreateAsync(IClusterClient client, ResourceName resource, int count, Func<int, DraftObject> body, string @namespace = "default") =>
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellation) =>
        {
            var made = await client.CreateAsync(resource, @namespace, body(i), cancellation: cancellation);
            if (!made.IsSuccess) throw new InvalidOperationException(made.Failure.Message);
        });

    private static DraftObject Node(int number)
    {
        var node = Named("v1", "Node", $"n{number}");
        node.Object("metadata")["labels"] = new DraftObject { ["kubernetes.io/hostname"] = $"n{number}", ["topology.kubernetes.io/zone"] = $"z{number % 3}" };
        node["status"] = new DraftObject { ["allocatable"] = new DraftObject { ["cpu"] = "4", ["memory"] = "32Gi", ["pods"] = "110", ["ephemeral-storage"] = "100Gi" } };
        return node;
    }

    private static DraftObject Pod(int number)
    {
        var pod = Named("v1", "Pod", $"p{number}");
        pod.Object("metadata")["uid"] = $"p{number}";
        var requests = new DraftObject { ["cpu"] = "100m", ["memory"] = "500Mi" };
        pod["spec"] = new DraftObject { ["containers"] = new DraftArray([new DraftObject { ["name"] = "c", ["image"] = "pause:3", ["resources"] = new DraftObject { ["requests"] = requests } }]) };
        return pod;
    }

    private static DraftObject Named(string version, string kind, string name) =>
        new() { ["apiVersion"] = version, ["kind"] = kind, ["metadata"] = new DraftObject { ["name"] = name } };
}
