using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Timonier.Client.Informers;
using Timonier.Node.Simulated.Endpoints;

namespace Timonier.Node.Simulated;

/// <summary>
/// Nodes without machines, as many as are wanted in one process. They share one copy of the pods, one of the nodes and one of
/// the services; each writes under its own identity, as nodes do.
/// </summary>
public sealed class SimulatedNodes : IAsyncDisposable
{
    /// <summary>On a Node: which failure is played there, by the names of <see cref="NodeFailure"/> in lower case with dashes.</summary>
    public const string FailureAnnotation = "simulated.timonier.dev/failure";

    private readonly InformerSource informers;
    private readonly IInformer pods, nodes;
    private readonly Dictionary<string, SimulatedNode> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodePods> podsOf = new(StringComparer.Ordinal);
    private readonly NodeEndpoints endpoints;

    public SimulatedNodes(SimulatedNodesConfig config, IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        endpoints = new NodeEndpoints(loggers);
        informers = new InformerSource(clients.For(UserInfo.Controller("simulated-nodes")), time, ids, loggers);
        pods = informers.For(CoreResources.Pods);
        nodes = informers.For(CoreResources.Nodes);
        var services = informers.For(CoreResources.Services);
        for (var i = 0; i < config.Count; i++)
        {
            var node = ConfigOf(config, i);
            var own = podsOf[node.Name] = new NodePods(pods);
            byName[node.Name] = new SimulatedNode(node, config, own, services, clients.For(UserInfo.Node(node.Name)), time, ids, loggers);
        }
    }

    public IReadOnlyCollection<SimulatedNode> All => byName.Values;

    /// <summary>Null: no such node is simulated here.</summary>
    public SimulatedNode? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>A connection to a node's HTTP interface, for whoever asks in the API server's name.</summary>
    /// <exception cref="IOException">It is played that the node is away.</exception>
    public ValueTask<Stream> ConnectAsync(SimulatedNode node, CancellationToken cancellation) =>
        node.Endpoint is null ? throw new IOException($"error dialing backend: dial tcp {node.Address}: connect: no route to host") : endpoints.ConnectAsync(node, cancellation);

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var ofNodes = nodes.Subscribe(OnNode);
        using var ofPods = pods.Subscribe(OnPod);
        try
        {
            await Task.WhenAll(byName.Values.Select(n => n.RunAsync(cancellation)));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await endpoints.DisposeAsync();
        await informers.DisposeAsync();
        foreach (var node in byName.Values) node.Dispose();
    }

    private void OnNode(ObjectChange change)
    {
        if (change.New is not { } document || Find(document.Name) is not { } node) return;
        node.Observe(document);
        node.Play(FailureOf(document.Metadata["annotations"u8][FailureAnnotation].AsString()));
    }

    /// <summary>A pod is news to its node when it is bound there, not before.</summary>
    private void OnPod(ObjectChange change)
    {
        var before = NodeOf(change.Old);
        var after = NodeOf(change.New);
        if (before is not null && before != after) before.Publish(new ObjectChange(change.Old, null));
        after?.Publish(new ObjectChange(before == after ? change.Old : null, change.New));
    }

    private NodePods? NodeOf(Document? pod) =>
        pod?.Spec["nodeName"u8].AsString() is { Length: > 0 } name ? podsOf.GetValueOrDefault(name) : null;

    private static NodeFailure FailureOf(string text) =>
        Enum.GetValues<NodeFailure>().FirstOrDefault(f => f.ToString().Equals(text.Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase));

    private static NodeConfig ConfigOf(SimulatedNodesConfig config, int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{config.NamePrefix}{index}");
        var labels = new Dictionary<string, string>(config.Shape.Labels, StringComparer.Ordinal) { ["simulated.timonier.dev/node"] = "true" };
        if (config.Shape.Zones > 0)
        {
            labels["topology.kubernetes.io/region"] = "simulated";
            labels["topology.kubernetes.io/zone"] = string.Create(CultureInfo.InvariantCulture, $"zone-{index % config.Shape.Zones}");
        }
        return new NodeConfig
        {
            Name = name,
            Address = AddressOf(config.Addresses, index).ToString(),
            DataDirectory = "/simulated",
            PodLogDirectory = "/simulated/logs",
            ContainerLogDirectory = "",
            ResolverFile = "",
            ClusterDns = config.ClusterDns,
            ClusterDomain = config.ClusterDomain,
            MaxPods = config.Shape.Pods,
            Labels = labels,
            Version = config.Version,
            SerializeImagePulls = false,
        };
    }

    private static IPAddress AddressOf(IPNetwork range, int index)
    {
        var bytes = range.BaseAddress.GetAddressBytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, BinaryPrimitives.ReadUInt32BigEndian(bytes) + (uint)index + 1);
        return new IPAddress(bytes);
    }
}
