using Timonier.Api;
using Timonier.Client;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Store.Embedded;
using Timonier.Testing.Parts;
using Timonier.Testing.Turns;

namespace Timonier.Testing;

/// <summary>
/// A cluster inside the process of a test: the real API with admission and rights, the real controllers, scheduler and
/// garbage collection, nodes whose containers are played. It shares nothing that changes with any other, so that as many
/// tests as one likes have one each, side by side.
/// </summary>
public sealed partial class TestCluster : IAsyncDisposable
{
    private readonly TestClusterOptions options;
    private readonly Pump pump;
    private readonly TimeProvider time;
    private readonly Course course;
    private readonly IIdSource ids;
    private readonly ControlPlane plane;
    private readonly HttpsDoor? door;
    private readonly NodeWires wires;
    private readonly List<Part> parts = [];

    private TestCluster(TestClusterOptions options, Pump pump, TimeProvider time, ControlPlane plane, IIdSource ids, ClusterFaults faults, HttpsDoor? door, NodeWires wires, Course course)
    {
        (this.options, this.pump, this.time, this.plane, this.ids, Faults, this.door, this.wires, this.course) = (options, pump, time, plane, ids, faults, door, wires, course);
        Clock = new TestClock(time, course);
        Client = new PumpedClient(plane.Api.For(Administrator.User), pump);
    }

    public TestClock Clock { get; }

    /// <summary>What goes wrong, when it is to.</summary>
    public ClusterFaults Faults { get; }

    /// <summary>The cluster as its administrator sees it.</summary>
    public IClusterClient Client { get; }

    /// <summary>The file by which clients outside of the process find the cluster, as YAML.</summary>
    public string Kubeconfig => door?.Kubeconfig ?? throw new InvalidOperationException($"this cluster has no address: start it with {nameof(TestClusterOptions)}.{nameof(TestClusterOptions.Https)}");

    /// <summary>Returns when the cluster is up and nothing is left to do.</summary>
    public static async Task<TestCluster> StartAsync(TestClusterOptions? options = null)
    {
        options ??= new TestClusterOptions();
        var pump = new Pump();
        TimeProvider time = options.VirtualTime ?? !options.Https
            ? new VirtualClock(pump, options.Start ?? (options.Https ? TimeProvider.System.GetUtcNow() : Template.Made))
            : new RealClock(pump);
        var course = new Course(pump, time);
        var ids = new RandomIdSource(new Random(options.Seed));
        var faults = new ClusterFaults(time);
        var door = options.Https ? new HttpsDoor(pump, course, time, options.Loggers) : null;
        var (store, rootCaPem) = await Template.ForkAsync(time);
        if (options.Objects.Count > 0) store = new MemoryStore(time);
        var wires = new NodeWires();
        var made = new PlaneParts(store, time, ids) { Loggers = options.Loggers, Trouble = faults, RootCaPem = rootCaPem, Api = new ApiConfig { Kubelets = wires } };
        var plane = new ControlPlane(door is null ? made : door.Equip(made));
        var cluster = new TestCluster(options, pump, time, plane, ids, faults, door, wires, course);
        await pump.RunAsync(cluster.StartPartsAsync);
        await cluster.UntilNodesAreReadyAsync();
        if (door is not null) await door.OpenAsync(plane.Api);
        await cluster.SettleAsync();
        return cluster;
    }

    /// <summary>The cluster as somebody else sees it, with the rights that roles give.</summary>
    public IClusterClient As(string user, params string[] groups) => new PumpedClient(plane.Api.For(new UserInfo(user, [.. groups, "system:authenticated"])), pump);

    /// <summary>The cluster as a service account sees it.</summary>
    public IClusterClient AsServiceAccount(string @namespace, string name) =>
        As($"system:serviceaccount:{@namespace}:{name}", "system:serviceaccounts", $"system:serviceaccounts:{@namespace}");

    /// <summary>
    /// Runs a component of the test beside those of the cluster and in its time, until the returned value is disposed; its
    /// client meets <see cref="Faults"/>. What it awaits goes on in the cluster, as long as it leaves the thread pool alone.
    /// </summary>
    public IAsyncDisposable Run(string user, Func<IClusterClient, CancellationToken, Task> component, params string[] groups)
    {
        var client = plane.For(new UserInfo(user, [.. groups, "system:authenticated"]));
        return Start(user, cancellation => component(client, cancellation));
    }

    /// <summary>Lets everything happen that has no need of time to pass.</summary>
    public Task SettleAsync() => course.UntilAsync(static () => true, TimeSpan.FromDays(1));

    /// <summary>Ends the controllers where they stand, as a crash does; <see cref="StartControllers"/> begins them anew.</summary>
    public Task StopControllersAsync() => Named("controllers").StopAsync();

    public void StartControllers() => Named("controllers").Start();

    public Task StopSchedulerAsync() => Named("scheduler").StopAsync();

    public void StartScheduler() => Named("scheduler").Start();

    public async ValueTask DisposeAsync()
    {
        if (door is not null) await door.DisposeAsync();
        for (var last = parts.Count - 1; last >= 0; last--) await parts[last].StopAsync();
        await pump.RunAsync(async () => await plane.DisposeAsync());
    }

    private async Task StartPartsAsync()
    {
        await plane.StartAsync(options.Objects);
        if (options.Controllers) Start("controllers", stop => plane.RunControllersAsync(plane, "", stop));
        if (options.Scheduler) Start("scheduler", stop => plane.RunSchedulerAsync(plane, "", stop));
        if (options.Nodes > 0) Start("nodes", RunNodesAsync);
        Start("priority and fairness", plane.Api.KeepFlowControlAsync);
        if (door is not null) Start("certificates", door.RenewAsync);
    }

    private Part Start(string name, Func<CancellationToken, Task> run)
    {
        var part = new Part(pump, name, run);
        parts.Add(part);
        part.Start();
        return part;
    }

    private Part Named(string name) => parts.Find(p => p.Name == name) ?? throw new InvalidOperationException($"this cluster was started without {name}");
}
