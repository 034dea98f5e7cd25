using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Network;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux.Tests;

/// <summary>A node and its pods as network namespaces of this test alone, gone when it ends.</summary>
internal sealed class NodeFixture : IAsyncDisposable
{
    public static readonly IPAddress NodeAddress = IPAddress.Parse("192.0.2.10");
    public static readonly IPAddress Vip = IPAddress.Parse("10.43.7.7");
    private static int made;
    private readonly List<string> namespaces = [];
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("timonier-net-");
    private readonly string prefix = $"tmt{Environment.ProcessId}-{Interlocked.Increment(ref made)}";

    public required LinuxNodeNetwork Network { get; set; }
    public required NetworkNamespace Node { get; init; }
    public NodeNetworkConfig Config { get; private set; } = null!;

    public static async Task<NodeFixture> StartAsync()
    {
        var name = $"tmn{Environment.ProcessId}-{Interlocked.Increment(ref made)}";
        var node = new NetworkNamespace($"/run/netns/{name}");
        await IpAsync("netns", "add", name);
        var fixture = new NodeFixture { Network = new LinuxNodeNetwork(TimeProvider.System, NullLogger<LinuxNodeNetwork>.Instance, node), Node = node };
        fixture.namespaces.Add(name);
        await IpAsync("-n", name, "link", "set", "lo", "up");
        await IpAsync("-n", name, "link", "add", "up0", "type", "veth", "peer", "name", "up1");
        await IpAsync("-n", name, "addr", "add", $"{NodeAddress}/24", "dev", "up0");
        await IpAsync("-n", name, "link", "set", "up0", "up");
        await IpAsync("-n", name, "link", "set", "up1", "up");
        fixture.Config = new NodeNetworkConfig(IPNetwork.Parse("10.42.3.0/24"), IPNetwork.Parse("10.42.0.0/16"), IPNetwork.Parse("10.43.0.0/16"),
            NodeAddress, [IPAddress.Parse("10.43.0.10")], 30000, 32767, fixture.directory.FullName, Path.Combine(fixture.directory.FullName, "cni.sock"));
        await fixture.Network.StartAsync(fixture.Config, TestContext.Current.CancellationToken);
        return fixture;
    }

    public string Folder => directory.FullName;

    /// <summary>The agent ends as it does in an upgrade: pods stay attached, nobody answers.</summary>
    public ValueTask StopAsync() => Network.DisposeAsync();

    public Task StartAgainAsync()
    {
        Network = new LinuxNodeNetwork(TimeProvider.System, NullLogger<LinuxNodeNetwork>.Instance, Node);
        return Network.StartAsync(Config, TestContext.Current.CancellationToken);
    }

    public async Task<NetworkNamespace> NamespaceAsync(string id)
    {
        var name = $"{prefix}{id}";
        await IpAsync("netns", "add", name);
        namespaces.Add(name);
        return new NetworkNamespace($"/run/netns/{name}");
    }

    public async Task<PodFixture> PodAsync(string id, params PortMapping[] ports)
    {
        var place = await NamespaceAsync(id);
        var attached = await Network.AttachAsync(id, place.Path, "eth0", ports, TestContext.Current.CancellationToken);
        return new PodFixture(id, attached.Address, place);
    }

    public Task ApplyAsync(params ServicePort[] ports) => Network.ApplyServicesAsync(new ServiceTable(ports), TestContext.Current.CancellationToken);

    public async Task<string> RunAsync(params string[] command) => (await Tool.RunAsync(Node, command, "", TestContext.Current.CancellationToken)).Output;

    public async ValueTask DisposeAsync()
    {
        await Network.DisposeAsync();
        foreach (var name in namespaces) await Tool.RunAsync(NetworkNamespace.Current, ["ip", "netns", "del", name], "", CancellationToken.None);
        if (directory.Exists) directory.Delete(recursive: true);
    }

    private static Task IpAsync(params string[] arguments) => Tool.RequireAsync(NetworkNamespace.Current, ["ip", .. arguments], "", CancellationToken.None);
}
