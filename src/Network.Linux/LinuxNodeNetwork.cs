using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Network;
using Timonier.Network.Linux.Cni;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux;

/// <summary>
/// The node's network on the Linux kernel: a routed veth for each pod, services in one nftables table of ours,
/// plain routes to other nodes. The kernel is the state: a restarted agent continues where the last one ended.
/// </summary>
public sealed partial class LinuxNodeNetwork : INodeNetwork
{
    // Our own routing table and the priority of the rule that leads locally made packets into it.
    private const int Table = 5210;
    private const int DefaultMtu = 1500;

    private readonly TimeProvider time;
    private readonly ILogger<LinuxNodeNetwork> logger;
    private readonly NetworkNamespace place;
    private readonly CancellationTokenSource closing = new();
    private readonly SemaphoreSlim podGate = new(1), ruleGate = new(1);
    private NodeNetworkConfig? config;
    private NetlinkSocket? host;
    private AddressBook? book;
    private CniSocketServer? server;
    private Task watching = Task.CompletedTask;
    private int mtu;
    private bool disposed;

    public LinuxNodeNetwork(TimeProvider time, ILogger<LinuxNodeNetwork> logger)
        : this(time, logger, NetworkNamespace.Current)
    {
    }

    internal LinuxNodeNetwork(TimeProvider time, ILogger<LinuxNodeNetwork> logger, NetworkNamespace place)
    {
        this.time = time;
        this.logger = logger;
        this.place = place;
    }

    private NodeNetworkConfig Config => config ?? throw new InvalidOperationException("The network has not been started");

    public async Task StartAsync(NodeNetworkConfig config, CancellationToken cancellation)
    {
        this.config = config;
        host = await NetlinkSocket.OpenAsync(place);
        book = new AddressBook(AddressDirectory(config), config.PodCidr);
        ForgetUnlinked();
        mtu = config.Mtu > 0 ? config.Mtu : await FindMtuAsync(cancellation);
        await PrepareKernelAsync(config, cancellation);
        watching = await WatchAsync(closing.Token);
        await PrepareTableAsync(cancellation);
        server = CniSocketServer.Start(config.SocketPath, AnswerCniAsync, logger);
        LogStarted(config.PodCidr, mtu, book.All.Count);
    }

    public async Task ApplyPeersAsync(IReadOnlyList<NodePeer> peers, CancellationToken cancellation)
    {
        var wanted = peers.Where(p => !p.PodCidr.Equals(Config.PodCidr)).ToDictionary(p => p.PodCidr.ToString(), p => p.Address.ToString(), StringComparer.Ordinal);
        var shown = await Tool.RunAsync(place, ["ip", "-4", "route", "show", "proto", Protocol], "", cancellation);
        var script = new List<string>();
        foreach (var line in shown.Output.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 3 || words[1] != "via") continue;
            if (wanted.GetValueOrDefault(words[0]) == words[2]) wanted.Remove(words[0]);
            else if (!wanted.ContainsKey(words[0])) script.Add($"route del {words[0]} proto {Protocol}");
        }
        script.AddRange(wanted.Select(p => $"route replace {p.Key} via {p.Value} proto {Protocol}"));
        if (script.Count > 0) await BatchAsync(script, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed) return;
        disposed = true;
        await StopListeningAsync();
        host?.Dispose();
        closing.Dispose();
        podGate.Dispose();
        ruleGate.Dispose();
    }

    private static string Protocol { get; } = PodLink.RouteProtocol.ToString(CultureInfo.InvariantCulture);

    private static string AddressDirectory(NodeNetworkConfig config) => Path.Combine(config.StateDirectory, "addresses");

    private async Task StopListeningAsync()
    {
        await closing.CancelAsync();
        if (server is not null) await server.DisposeAsync();
        server = null;
        await watching;
    }

    /// <summary>Forwarding, guards and local addresses. Safe to repeat.</summary>
    private async Task PrepareKernelAsync(NodeNetworkConfig config, CancellationToken cancellation)
    {
        await place.InsideAsync(() =>
        {
            File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");
            return true;
        });
        // Locally made packets for services need a route before the output hook sees them; the loopback device
        // takes those that no rule rewrites and loses them. What pods send falls through to "unreachable".
        await Tool.RunAsync(place, ["ip", "rule", "add", "pref", $"{Table}", "iif", "lo", "lookup", $"{Table}"], "", cancellation);
        var script = new List<string>
        {
            $"route replace unreachable {config.ClusterCidr} proto {Protocol}",
            $"route replace unreachable {config.ServiceCidr} proto {Protocol}",
            $"route replace {config.ServiceCidr} dev lo src {config.NodeAddress} table {Table} proto {Protocol}",
        };
        // Host scope: such an address must never become the source of masqueraded packets.
        script.AddRange(config.LocalAddresses.Select(a => $"addr replace {a}/32 dev lo scope host"));
        await BatchAsync(script, cancellation);
    }

    private Task BatchAsync(IEnumerable<string> commands, CancellationToken cancellation) =>
        Tool.RequireAsync(place, ["ip", "-batch", "-"], string.Join('\n', commands) + "\n", cancellation);

    private async Task<int> FindMtuAsync(CancellationToken cancellation)
    {
        var route = await Tool.RunAsync(place, ["ip", "-4", "route", "show", "default"], "", cancellation);
        if (WordAfter(route.Output, "dev") is not { } link) return DefaultMtu;
        var shown = await Tool.RunAsync(place, ["ip", "-o", "link", "show", "dev", link], "", cancellation);
        return int.TryParse(WordAfter(shown.Output, "mtu"), NumberStyles.None, CultureInfo.InvariantCulture, out var found) ? found : DefaultMtu;
    }

    private static string? WordAfter(string text, string word)
    {
        var words = text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(words, word);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : null;
    }
}
