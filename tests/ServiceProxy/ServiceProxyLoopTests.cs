using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Kernel;

namespace Timonier.ServiceProxy.Tests;

public sealed class ServiceProxyLoopTests : IAsyncDisposable
{
    private readonly MemoryInformers informers = new();
    private readonly RecordingNetwork network = new();
    private readonly CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private Task running = Task.CompletedTask;

    private MemoryInformers.Informer Services => informers.Of("", "services");
    private MemoryInformers.Informer Slices => informers.Of("discovery.k8s.io", "endpointslices");
    private MemoryInformers.Informer Nodes => informers.Of("", "nodes");

    [Fact]
    public async Task Table_BeforeBothListsAreComplete_IsNotApplied()
    {
        Services.Put(Web);
        Start();
        Services.Complete();
        // Had the loop gone ahead, it would have done so inside the calls above or in the first table below.
        network.HasMore.ShouldBeFalse();
        Slices.Put(SliceOf("10.42.0.1"));
        Slices.Complete();
        (await network.NextTableAsync()).Ports.Single().Backends.Single().Address.ToString().ShouldBe("10.42.0.1");
    }

    [Fact]
    public async Task Changes_DuringAnApplication_AreAnsweredByOneMore()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        network.Gate = gate.Task;
        Services.Put(Web);
        Services.Complete();
        Slices.Complete();
        Start();
        (await network.NextTableAsync()).Ports.Single().Backends.ShouldBeEmpty();
        for (var i = 1; i <= 50; i++) Slices.Put(SliceOf($"10.42.0.{i}"));
        gate.SetResult();
        (await network.NextTableAsync()).Ports.Single().Backends.Single().Address.ToString().ShouldBe("10.42.0.50");
        Slices.Put(SliceOf("10.42.1.1"));
        (await network.NextTableAsync()).Ports.Single().Backends.Single().Address.ToString().ShouldBe("10.42.1.1");
    }

    [Fact]
    public async Task Application_ThatFails_IsRepeatedUntilItSucceeds()
    {
        network.Refusals = 3;
        Services.Put(Web);
        Services.Complete();
        Slices.Complete();
        Start();
        (await network.NextTableAsync()).Ports.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Peers_WhenAHeartbeatChangesNothing_AreNotAppliedAgain()
    {
        Nodes.Put(NodeOf("there", "192.0.2.2", heartbeat: 1));
        Nodes.Complete();
        running = new PeerRoutesLoop(informers, network, "here", TimeProvider.System, new RandomIdSource(new Random(7)), NullLogger.Instance).RunAsync(stop.Token);
        (await network.NextPeersAsync()).Single().Address.ToString().ShouldBe("192.0.2.2");
        Nodes.Put(NodeOf("there", "192.0.2.2", heartbeat: 2));
        Nodes.Put(NodeOf("there", "192.0.2.3", heartbeat: 3));
        (await network.NextPeersAsync()).Single().Address.ToString().ShouldBe("192.0.2.3");
    }

    [Fact]
    public async Task Peers_ThatTheKernelRefuses_AreTriedAgain()
    {
        network.Refusals = 2;
        Nodes.Put(NodeOf("there", "192.0.2.2", heartbeat: 1));
        Nodes.Complete();
        running = new PeerRoutesLoop(informers, network, "here", new HastyTime(), new RandomIdSource(new Random(7)), NullLogger.Instance).RunAsync(stop.Token);
        (await network.NextPeersAsync()).Count.ShouldBe(1);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        stop.Dispose();
    }

    private void Start() => running = new ServiceProxyLoop(informers, network, "here", new HastyTime(), new RandomIdSource(new Random(7)), NullLogger.Instance).RunAsync(stop.Token);

    private const string Web = """{"metadata":{"name":"web","namespace":"shop"},"spec":{"clusterIP":"10.43.0.7","ports":[{"name":"http","port":80}]}}""";

    private static string SliceOf(string address) =>
        $$$"""{"metadata":{"name":"web-1","namespace":"shop","labels":{"kubernetes.io/service-name":"web"}},"addressType":"IPv4","ports":[{"name":"http","port":8080,"protocol":"TCP"}],"endpoints":[{"addresses":["{{{address}}}"]}] }""";

    private static string NodeOf(string name, string address, int heartbeat) =>
        $$$"""{"metadata":{"name":"{{{name}}}","resourceVersion":"{{{heartbeat}}}"},"spec":{"podCIDR":"10.42.1.0/24"},"status":{"addresses":[{"type":"InternalIP","address":"{{{address}}}"}]}}""";

    /// <summary>Every wait is over at once.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, period);
    }
}
