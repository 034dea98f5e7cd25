using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Timonier.Api.Serving;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Dns;
using Timonier.Host.Configuration;
using Timonier.Kernel;
using Timonier.Network.Linux;
using Timonier.Network.Linux.Cni;
using Timonier.Node;
using Timonier.Node.Cgroups;
using Timonier.Runtime.Cri;
using Timonier.ServiceProxy;

namespace Timonier.Host.Running;

/// <summary>Everything that makes this machine a node: runtime, pod network, service proxy, DNS, agent and its endpoint.</summary>
internal sealed class NodeParts(ServerConfig config, NodeIdentity identity, IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private const string NodesOf = "metadata.name=";
    private readonly Stack<IAsyncDisposable> owned = new();

    public async Task RunAsync(CancellationToken stop)
    {
        // 1. Containers come first: the agent reports what the runtime can do.
        var runtime = new CriRuntime(RuntimeConfig(config), time, loggers);
        owned.Push(runtime);

        // 2. The agent registers the node; the node IPAM controller answers with a range for its pods.
        var client = clients.For(UserInfo.Node(config.NodeName));
        var informers = Own(new InformerSource(client, time, ids, loggers));
        using var agent = new NodeAgent(AgentConfig(), client, informers, runtime, time, ids, loggers, cgroups: CgroupMounts.Read());
        owned.Push(await HttpsEndpoint.StartAsync(
            config.BindAddress, config.KubeletPort, identity.Serving, new KubeletDoor(agent.Endpoint, identity, time).HandleAsync, loggers, stop));

        var parts = new Parts(loggers.CreateLogger<Parts>());
        parts.Add("node agent", agent.RunAsync);
        parts.Add("node network", async cancellation => await RunNetworkAsync(await PodCidrAsync(informers, cancellation), cancellation));
        await parts.RunAsync(stop);
    }

    /// <summary>3. With the range known, pods can have addresses and services can have packets.</summary>
    private async Task RunNetworkAsync(System.Net.IPNetwork podCidr, CancellationToken stop)
    {
        await using var network = new LinuxNodeNetwork(time, loggers.CreateLogger<LinuxNodeNetwork>());
        await network.StartAsync(NetworkConfig(config, identity.Address, podCidr), stop);
        CniInstaller.Install(CniBin(config), CniConf(config), CniSocket(config));

        var proxy = Own(new InformerSource(clients.For(new UserInfo("system:kube-proxy", ["system:authenticated"])), time, ids, loggers));
        var names = Own(new InformerSource(clients.For(UserInfo.Controller("kube-dns")), time, ids, loggers));
        var dns = new DnsConfig([new System.Net.IPEndPoint(config.DnsAddress, 53)], config.ClusterDomain, [config.ClusterCidr, config.ServiceCidr]);
        var parts = new Parts(loggers.CreateLogger<Parts>());
        parts.Add("service proxy", new ServiceProxyLoop(proxy, network, config.NodeName, time, ids, loggers.CreateLogger<ServiceProxyLoop>()).RunAsync);
        parts.Add("routes to other nodes", new PeerRoutesLoop(proxy, network, config.NodeName, time, ids, loggers.CreateLogger<PeerRoutesLoop>()).RunAsync);
        parts.Add("dns", new DnsServer(dns, names, time, loggers.CreateLogger<DnsServer>()).RunAsync);
        await parts.RunAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        while (owned.TryPop(out var part)) await part.DisposeAsync();
    }

    /// <summary>Where this configuration keeps its runtime; also what uninstalling must find again.</summary>
    public static CriRuntimeConfig RuntimeConfig(ServerConfig config) => new()
    {
        Endpoint = config.RuntimeEndpoint,
        RootDirectory = Path.Combine(config.DataDir, "containerd"),
        StateDirectory = Path.Combine(config.RunDir, "containerd"),
        CniBinDirectory = CniBin(config),
        CniConfigDirectory = CniConf(config),
    };

    /// <summary>The network that a node with this configuration makes; what it removes again does not depend on the last two.</summary>
    public static NodeNetworkConfig NetworkConfig(ServerConfig config, System.Net.IPAddress address, System.Net.IPNetwork podCidr) => new(
        podCidr, config.ClusterCidr, config.ServiceCidr, address, [config.DnsAddress],
        config.NodePortFirst, config.NodePortLast, Path.Combine(config.DataDir, "network"), CniSocket(config));

    /// <summary>The control group of this configuration's pods, its own so that nodes beside each other leave theirs alone.</summary>
    public static string CgroupOf(ServerConfig config) => config.DataDir == Settings.DataDir.Default
        ? "/timonier"
        : $"/timonier-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(config.DataDir))))[..8]}";

    private static string CniBin(ServerConfig config) => Path.Combine(config.DataDir, "cni", "bin");
    private static string CniConf(ServerConfig config) => Path.Combine(config.DataDir, "cni", "net.d");
    private static string CniSocket(ServerConfig config) => Path.Combine(config.RunDir, "cni.sock");

    private InformerSource Own(InformerSource source)
    {
        owned.Push(source);
        return source;
    }

    private NodeConfig AgentConfig() => new()
    {
        Name = config.NodeName,
        Address = identity.Address.ToString(),
        KubeletPort = config.KubeletPort,
        DataDirectory = config.DataDir,
        PodLogDirectory = config.LogDir,
        ContainerLogDirectory = config.LogDir == Settings.LogDir.Default ? "/var/log/containers" : "",
        CgroupRoot = $"{CgroupOf(config)}/kubepods",
        ClusterDns = [config.DnsAddress.ToString()],
        ClusterDomain = config.ClusterDomain,
        MaxPods = config.MaxPods,
        Labels = config.NodeLabels,
        Version = TimonierVersion.Git,
    };

    private async Task<System.Net.IPNetwork> PodCidrAsync(IInformerSource informers, CancellationToken stop)
    {
        var found = new TaskCompletionSource<System.Net.IPNetwork>(TaskCreationOptions.RunContinuationsAsynchronously);
        var informer = informers.For(CoreResources.Nodes, new ListQuery { FieldSelector = NodesOf + config.NodeName });
        using var subscription = informer.Subscribe(change =>
        {
            if (System.Net.IPNetwork.TryParse(change.New?.Spec["podCIDR"u8].AsString(), out var range)) found.TrySetResult(range);
        });
        return await found.Task.WaitAsync(stop);
    }
}
