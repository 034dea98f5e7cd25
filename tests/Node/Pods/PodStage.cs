using Timonier.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using Timonier.Client.Events;
using Timonier.Client.Tests;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Runtime;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Node.Cgroups;
using Timonier.Node.Containers;
using Timonier.Node.Images;
using Timonier.Node.Logs;
using Timonier.Node.Pods;
using Timonier.Node.Probes;
using Timonier.Node.Volumes;
using Place = Timonier.Documents.Node;

namespace Timonier.Node.Tests.Pods;

/// <summary>One pod's worker between a runtime, a cluster and a clock that tests hold in their hands; everything on one thread.</summary>
internal sealed class PodStage : IEventRecorder, IMounter, IInformer, ILogger, IDisposable
{
    private const int Turns = 400;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("timonier-pod-");
    private readonly CancellationTokenSource ending = new();
    private readonly PodTools tools;
    private readonly Prober prober;
    private string seen;

    private PodStage(string spec, string status, Rejection? rejection)
    {
        Runtime = new FakeRuntime(Time);
        prober = new Prober(Runtime, Time);
        var node = new NodeConfig { Name = "n1", Address = "192.0.2.1", DataDirectory = folder.FullName, PodLogDirectory = Path.Combine(folder.FullName, "logs"), ContainerLogDirectory = "" };
        var capacity = new NodeCapacity(2, 4L << 30, 10L << 30);
        var objects = new ReferencedObjects(Cluster);
        var chance = new RandomIdSource(new Random(1));
        var contents = new VolumeContents(node, capacity, new PodTokens(Cluster, Time, chance, this), objects);
        var volumes = new PodVolumes(node, contents, new ObjectWatches(Cluster, Time, chance, NullLoggerFactory.Instance), this, new VolumeTools(this, Time, this));
        tools = new PodTools(
            node, capacity, Cluster, Runtime, this, new ImageSource(Runtime, this, new PullSecrets(objects, this), Time), volumes, new FileLogs(node, Runtime, Time), new PodCgroups(new CgroupTree(CgroupMounts.None), node, capacity, this), objects, this, new SemaphoreSlim(4), prober, ResolverSettings.Empty, Time, this);
        var pod = Cluster.Put(CoreResources.Pods, $$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"default","uid":"u1"},"spec":{{spec}},"status":{{status}}}""");
        seen = pod.ResourceVersion;
        Worker = new PodWorker(new PodDefinition(pod), ObservedPod.Nothing, tools, rejection);
    }

    public FakeRuntime Runtime { get; }
    public FakeCluster Cluster { get; } = new();
    public VirtualTime Time { get; } = new();
    public PodWorker Worker { get; }
    public List<string> Events { get; } = [];

    /// <summary>Rounds of the worker that broke off.</summary>
    public List<string> Failures { get; } = [];
    public bool HasEnded { get; private set; }

    /// <summary>What the runtime was asked to do since this was read last.</summary>
    public string[] Calls
    {
        get
        {
            string[] calls = [.. Runtime.Calls];
            Runtime.Calls.Clear();
            return calls;
        }
    }

    public Document? Pod => Cluster.All(CoreResources.Pods) is [var pod, ..] ? pod : null;
    public string Phase => Pod!.Status["phase"u8].AsString();

    ResourceName IInformer.Resource => CoreResources.Services;
    ObjectSnapshot IInformer.Snapshot => ObjectSnapshot.Empty;

    /// <summary>Plays a test from the worker's first round on.</summary>
    public static void Play(string spec, Func<PodStage, Task> test, string status = "{}", Action<FakeRuntime>? before = null, Rejection? rejection = null) => Client.Tests.Turns.Run(async () =>
    {
        using var stage = new PodStage(spec, status, rejection);
        before?.Invoke(stage.Runtime);
        var running = stage.RunAsync();
        await stage.SettleAsync();
        try
        {
            await test(stage);
        }
        catch (ShouldAssertException e)
        {
            throw new ShouldAssertException($"{e.Message}\nBroken rounds: {string.Join('\n', stage.Failures)}", e);
        }
        await stage.ending.CancelAsync();
        await running;
    });

    /// <summary>An agent that died and its successor: the second worker finds what the first had left.</summary>
    public async Task RestartAgentAsync(Func<PodWorker, Task> test)
    {
        await ending.CancelAsync();
        await SettleAsync();
        using var stop = new CancellationTokenSource();
        using var next = new PodWorker(new PodDefinition(Pod!), Worker.Observed, tools);
        var running = next.RunAsync(stop.Token);
        await SettleAsync();
        await test(next);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    public Place Container(string name)
    {
        foreach (var list in (string[])["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"])
            foreach (var status in Pod!.Status[list].Items)
                if (status["name"u8].AsString() == name) return status;
        throw new InvalidOperationException($"The pod's status has no container {name}.");
    }

    public string Waiting(string name) => Container(name)["state"u8]["waiting"u8]["reason"u8].AsString();

    public string Condition(string type)
    {
        foreach (var condition in Pod!.Status["conditions"u8].Items)
            if (condition["type"u8].AsString() == type) return condition["status"u8].AsString();
        return "";
    }

    public Task ExitAsync(string container, int code)
    {
        Runtime.Exit(container, code);
        return LookAsync();
    }

    public Task LookAsync()
    {
        Worker.Look();
        return SettleAsync();
    }

    /// <summary>A user asks for the pod's end.</summary>
    public Task DeleteAsync(int grace)
    {
        var pod = DraftObject.Of(Pod!);
        pod.Object("metadata")["deletionTimestamp"] = "2026-03-01T12:00:00Z";
        pod.Object("metadata")["deletionGracePeriodSeconds"] = grace;
        Worker.Update(new PodDefinition(pod.ToDocument()));
        return SettleAsync(deleting: true);
    }

    public async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await SettleAsync();
        }
    }

    /// <summary>Lets everything run that can; a written status comes back to the worker as from its watch.</summary>
    public async Task SettleAsync(bool deleting = false)
    {
        for (var turn = 0; turn < Turns; turn++)
        {
            await Task.Yield();
            if (deleting || Worker.Pod.IsDeleting || Pod is not { } now || now.ResourceVersion == seen) continue;
            seen = now.ResourceVersion;
            Worker.Update(new PodDefinition(now));
        }
    }

    public void Record(ObjectReference about, string type, string reason, string message) => Events.Add($"{reason}: {message}");

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Failures.Add($"{exception}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public void MountMemory(string directory, long sizeBytes) => Directory.CreateDirectory(directory);

    public void Bind(SafeFileHandle place, string target) => throw new NotSupportedException("No pod of these tests has subPaths.");

    public void UnmountBelow(string directory) => Events.Add("unmounted");

    Task IInformer.SyncedAsync(CancellationToken cancellation) => Task.CompletedTask;

    IDisposable IInformer.Subscribe(Action<ObjectChange> handler) => throw new NotSupportedException("No worker subscribes.");

    public void Dispose()
    {
        Worker.Dispose();
        prober.Dispose();
        tools.Starts.Dispose();
        ending.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task RunAsync()
    {
        try
        {
            await Worker.RunAsync(ending.Token);
            HasEnded = true;
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
