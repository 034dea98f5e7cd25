using System.Net;
using Microsoft.Extensions.Logging;
using Timonier.Network.Simulated;
using Timonier.Node.Pods;
using Timonier.Node.Streams;
using Timonier.Runtime.Simulated;

namespace Timonier.Node.Simulated;

/// <summary>
/// One node without a machine: the agent of real nodes, over a runtime and a network in memory. While it is played that the
/// node is away its agent does not run; the next one finds whatever was left.
/// </summary>
public sealed partial class SimulatedNode : IDisposable
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);
    private readonly NodeConfig config;
    private readonly IClusterClient client;
    private readonly NodeInformers informers;
    private readonly SimulatedMachine machine;
    private readonly TimeProvider time;
    private readonly IIdSource ids;
    private readonly ILoggerFactory loggers;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private readonly Wake changed;
    private CancellationTokenSource? running;

    internal SimulatedNode(NodeConfig config, SimulatedNodesConfig shared, NodePods pods, IInformer services, IClusterClient client, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        this.config = config;
        this.client = client;
        this.time = time;
        this.ids = ids;
        this.loggers = loggers;
        logger = loggers.CreateLogger<SimulatedNode>();
        changed = new Wake(time);
        informers = new NodeInformers(pods, services);
        Runtime = new SimulatedRuntime(new SimulatedRuntimeConfig
        {
            Lives = shared.Lives,
            Attach = Network.Attach,
            Detach = Network.Detach,
            HasNetwork = () => Network.IsStarted,
            ReadFile = (mount, path, cancellation) => machine!.ReadFileAsync(mount, path, cancellation),
        }, time, ids);
        machine = new SimulatedMachine(config.Name, shared.Shape, Runtime, uid => pods.Snapshot.All.FirstOrDefault(p => p.Uid == uid), time);
    }

    public string Name => config.Name;
    internal string Address => $"{config.Address}:{config.KubeletPort}";
    public SimulatedRuntime Runtime { get; }
    public SimulatedNetwork Network { get; } = new();

    /// <summary>What is played on it now.</summary>
    public NodeFailure Failure { get; private set; }

    /// <summary>The node's HTTP interface; null while nobody answers there.</summary>
    public KubeletApi? Endpoint { get; private set; }

    /// <summary>Plays a failure, or that it is over.</summary>
    public void Play(NodeFailure failure)
    {
        lock (gate)
        {
            if (failure == Failure) return;
            LogPlayed(logger, Name, failure);
            Failure = machine.Failure = failure;
            Runtime.Fault = failure == NodeFailure.NotReady ? "the runtime is played to be down" : "";
            if (IsAway) running?.Cancel();
            if (failure == NodeFailure.Off) Runtime.PowerOff();
        }
        changed.Now();
    }

    public void Dispose()
    {
        changed.Dispose();
        running?.Dispose();
    }

    private bool IsAway => Failure is NodeFailure.Unreachable or NodeFailure.Off;

    /// <summary>Takes up what the cluster says of the node: its range of addresses.</summary>
    internal void Observe(Document node)
    {
        if (!Network.IsStarted && IPNetwork.TryParse(node.Spec["podCIDR"u8].AsString(), out var range)) Network.UseRange(range);
    }

    internal async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            while (Away()) await changed.WaitAsync(cancellation);
            if (await RunAgentAsync(cancellation)) await Task.Delay(RestartAfter, time, cancellation);
        }
    }

    private bool Away()
    {
        lock (gate) return IsAway;
    }

    /// <summary>True when the agent broke, and was not made to stop.</summary>
    private async Task<bool> RunAgentAsync(CancellationToken cancellation)
    {
        using var agent = new NodeAgent(config, client, informers, Runtime, machine, time, ids, loggers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        lock (gate)
        {
            if (IsAway) return false;
            running = stop;
            Endpoint = agent.Endpoint;
        }
        try
        {
            await agent.RunAsync(stop.Token);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogBroke(logger, e, Name);
            return true;
        }
        finally
        {
            lock (gate)
            {
                Endpoint = null;
                running = null;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Simulated node {Node}: {Failure} is played")]
    private static partial void LogPlayed(ILogger logger, string node, NodeFailure failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "The agent of simulated node {Node} broke; it is started again")]
    private static partial void LogBroke(ILogger logger, Exception error, string node);
}
