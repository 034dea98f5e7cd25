using Timonier.Client;
using Microsoft.Extensions.Logging;
using Timonier.Client.Events;
using Timonier.Contracts.Cluster;
using Timonier.Node.Cgroups;
using Timonier.Node.Containers;
using Timonier.Node.Images;
using Timonier.Node.Machines;
using Timonier.Node.Pods;
using Timonier.Node.Registration;
using Timonier.Node.Streams;
using Timonier.Node.Volumes;

namespace Timonier.Node;

/// <summary>The agent of one node: registers it, keeps it alive and runs its pods. Containers outlive the agent.</summary>
public sealed partial class NodeAgent : IPodDirectory, IDisposable
{
    private readonly NodeConfig config;
    private readonly IInformer pods;
    private readonly IContainerRuntime runtime;
    private readonly ILogger logger;
    private readonly EventRecorder recorder;
    private readonly NodeRegistration registration;
    private readonly PodTools tools;
    private readonly ImageCollector collector;
    private readonly PodResources allocatable;
    private readonly Lock gate = new();
    private readonly Dictionary<string, PodWorker> workers = new(StringComparer.Ordinal);

    public NodeAgent(NodeConfig config, IClusterClient client, IInformerSource informers, IContainerRuntime runtime, TimeProvider time, IIdSource ids, ILoggerFactory loggers, IMounter? mounter = null, CgroupMounts? cgroups = null)
        : this(config, client, informers, runtime, new LinuxMachine(config, new ObjectWatches(client, time, ids, loggers), runtime, mounter ?? new LinuxMounter(), cgroups ?? CgroupMounts.None, time), time, ids, loggers)
    {
    }

    internal NodeAgent(NodeConfig config, IClusterClient client, IInformerSource informers, IContainerRuntime runtime, IMachine machine, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    {
        this.config = config;
        this.runtime = runtime;
        logger = loggers.CreateLogger<NodeAgent>();
        pods = informers.For(CoreResources.Pods, new ListQuery { FieldSelector = $"spec.nodeName={config.Name}" });
        recorder = new EventRecorder(client, new EventSource("kubelet", config.Name), time, loggers.CreateLogger<EventRecorder>());
        var capacity = new NodeCapacity(machine.Facts.CpuCores, machine.Facts.MemoryBytes, machine.Facts.DiskBytes);
        allocatable = NodeReport.Allocatable(config, machine.Facts);
        registration = new NodeRegistration(config, machine, client, runtime, time, ids, loggers);
        var objects = new ReferencedObjects(client);
        var volumeLog = loggers.CreateLogger<PodVolumes>();
        var contents = new VolumeContents(config, capacity, new PodTokens(client, time, ids, volumeLog), objects);
        var volumes = machine.Volumes(contents, new VolumeTools(recorder, time, volumeLog));
        var starts = new SemaphoreSlim(config.ParallelStarts > 0 ? config.ParallelStarts : 3 * capacity.CpuCores);
        tools = new PodTools(config, capacity, client, runtime, recorder, new ImageSource(runtime, recorder, new PullSecrets(objects, recorder), time, config.SerializeImagePulls), volumes, machine.Logs,
            new PodCgroups(new CgroupTree(machine.Cgroups), config, capacity, loggers.CreateLogger<PodCgroups>()), objects, informers.For(CoreResources.Services), starts, machine.Prober, machine.Resolver, time, logger);
        collector = new ImageCollector(runtime, () => machine.Room().Disk, recorder, config.Name, new ImageCleanup(), time, loggers.CreateLogger<ImageCollector>());
        relistDue = new Wake(time);
        logsDue = new Wake(time);
        Endpoint = new KubeletApi(config.Name, this, runtime, machine.Logs, machine.Usage, time, loggers.CreateLogger<KubeletApi>());
    }

    /// <summary>The node's own HTTP interface; who may call it is decided by whoever serves it.</summary>
    public KubeletApi Endpoint { get; }

    /// <summary>Runs until cancelled; then containers are left running.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        // 1 The runtime, then what it still runs from before.
        await runtime.StartAsync(cancellation);
        var events = recorder.RunAsync(cancellation);
        var adopted = await Adoption.ListAsync(runtime, cancellation);

        // 2 The node announces itself.
        var status = registration.RunAsync(cancellation);
        await registration.Registered.OrCancelledAsync(cancellation);

        // 3 Pods, once both lists are complete.
        await pods.SyncedAsync(cancellation);
        await tools.Services.SyncedAsync(cancellation);
        await RemoveStrangersAsync(adopted, cancellation);
        using var subscription = pods.Subscribe(change => OnPod(change, adopted, cancellation));
        await Task.WhenAll(events, status, WatchRuntimeAsync(cancellation), RelistAsync(cancellation), RotateLogsAsync(cancellation), collector.RunAsync(cancellation));
    }

    public void Dispose()
    {
        relistDue.Dispose();
        logsDue.Dispose();
    }

    private PodWorker? Find(string uid)
    {
        lock (gate) return workers.GetValueOrDefault(uid);
    }

    private void OnPod(ObjectChange change, IReadOnlyDictionary<string, ObservedPod> adopted, CancellationToken cancellation)
    {
        if (change.New is not { } document)
        {
            Find(change.Old!.Uid)?.Remove();
            return;
        }
        if (change.Old is { } old && old.Uid != document.Uid) Find(old.Uid)?.Remove();
        if (Find(document.Uid) is { } present)
        {
            present.Update(new PodDefinition(document));
            tools.Volumes.Follow(present.Pod, present.Look, cancellation);
            return;
        }
        var definition = new PodDefinition(document);
        var others = Workers.Where(w => w.IsActive).Select(w => w.Pod).ToArray();
        var rejection = PodWorker.IsTaken(definition) ? null : NodeAdmission.Fit(definition, others, allocatable, config.MaxPods);
        var worker = new PodWorker(definition, adopted.GetValueOrDefault(document.Uid, ObservedPod.Nothing), tools, rejection);
        lock (gate) workers[document.Uid] = worker;
        tools.Volumes.Follow(worker.Pod, worker.Look, cancellation);
        if (tools.Logs.Grow) logsDue.Now();
        _ = RunWorkerAsync(worker, cancellation);
    }

    private async Task RunWorkerAsync(PodWorker worker, CancellationToken cancellation)
    {
        try
        {
            await worker.RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The agent ends; the pod does not.
        }
        finally
        {
            tools.Volumes.Leave(worker.Pod.Uid);
            lock (gate) workers.Remove(worker.Pod.Uid);
            worker.Dispose();
        }
    }

    private async Task RemoveStrangersAsync(IReadOnlyDictionary<string, ObservedPod> adopted, CancellationToken cancellation)
    {
        var known = pods.Snapshot.All.Select(p => p.Uid).ToHashSet(StringComparer.Ordinal);
        foreach (var (uid, observed) in adopted)
        {
            if (known.Contains(uid)) continue;
            foreach (var sandbox in observed.Sandboxes)
            {
                LogStranger(logger, uid);
                await runtime.StopSandboxAsync(sandbox.Id, cancellation);
                await runtime.RemoveSandboxAsync(sandbox.Id, cancellation);
            }
            await tools.Volumes.RemoveAsync(uid, cancellation);
        }
        tools.Cgroups.Start(known);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Pod {Uid} was deleted while the agent was away; its sandbox is removed")]
    private static partial void LogStranger(ILogger logger, string uid);
}
