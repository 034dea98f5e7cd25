using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Network;
using Timonier.Network.Linux.Kernel;

namespace Timonier.Network.Linux.Tests;

/// <summary>What outlives an agent, what goes with a sandbox, and what comes from other nodes.</summary>
public sealed class NodeStateTests
{
    [Fact]
    public async Task Peers_Changed_AreRoutedAsTheyAreNow()
    {
        await using var node = await NodeFixture.StartAsync();
        await node.Network.ApplyPeersAsync([Peer("b", "10.42.1.0/24", "192.0.2.2"), Peer("c", "10.42.2.0/24", "192.0.2.3"), Peer("here", "10.42.3.0/24", "192.0.2.10")], Cancelled);
        (await PeerRoutesAsync(node)).ShouldBe(["10.42.1.0/24 via 192.0.2.2", "10.42.2.0/24 via 192.0.2.3"]);
        await node.Network.ApplyPeersAsync([Peer("b", "10.42.1.0/24", "192.0.2.9")], Cancelled);
        (await PeerRoutesAsync(node)).ShouldBe(["10.42.1.0/24 via 192.0.2.9"]);
        await node.Network.ApplyPeersAsync([], Cancelled);
        (await PeerRoutesAsync(node)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Restart_WithAttachedPodsAndServices_KeepsThemServing()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        var b = await node.PodAsync("b");
        using var onA = await a.ListenAsync(8080);
        await node.ApplyAsync(Port(ServiceProtocol.Tcp, a));
        await node.StopAsync();
        (await b.AskAsync(NodeFixture.Vip, 80)).ShouldBe("a");
        await node.StartAgainAsync();
        // The table of the last run serves until the first one of this run has arrived.
        (await b.AskAsync(NodeFixture.Vip, 80)).ShouldBe("a");
        await node.ApplyAsync(Port(ServiceProtocol.Tcp, a));
        (await b.AskAsync(NodeFixture.Vip, 80)).ShouldBe("a");
        (await node.PodAsync("c")).Address.ShouldNotBeOneOf(a.Address, b.Address);
    }

    [Fact]
    public async Task Restart_WhenANamespaceIsGone_FreesItsAddress()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        await node.StopAsync();
        await Tool.RequireAsync(node.Node, ["ip", "link", "del", (await LinksAsync(node)).Single()], "", Cancelled);
        await node.StartAgainAsync();
        Directory.EnumerateFiles(Path.Combine(node.Config.StateDirectory, "addresses")).Select(Path.GetFileName).ShouldNotContain(a.Name);
    }

    [Fact]
    public async Task RemoveAll_ByANetworkThatWasNeverStarted_FindsEverything()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        await node.ApplyAsync(Port(ServiceProtocol.Tcp, a));
        await node.StopAsync();
        await using var other = new LinuxNodeNetwork(TimeProvider.System, NullLogger<LinuxNodeNetwork>.Instance, node.Node);
        await other.RemoveAllAsync(node.Config, Cancelled);
        (await node.RunAsync("nft", "list", "ruleset")).ShouldBeEmpty();
        (await LinksAsync(node)).ShouldBeEmpty();
        (await node.RunAsync("ip", "addr", "show", "dev", "lo")).ShouldNotContain("10.43.0.10");
        (await node.RunAsync("ip", "route", "show", "table", "all")).ShouldNotContain("10.43.");
    }

    [Fact]
    public async Task DnsAddress_OnTheNode_AnswersPodsAndTheNode()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        var dns = node.Config.LocalAddresses[0];
        // The address is taken by this process itself, so a service of the same address must not lead elsewhere.
        await node.ApplyAsync(Port(ServiceProtocol.Tcp, a) with { Addresses = [dns] });
        var server = new PodFixture("dns", dns, node.Node);
        using var listening = await server.ListenAsync(53);
        (await a.AskAsync(dns, 53)).ShouldBe("dns");
        (await server.AskAsync(dns, 53)).ShouldBe("dns");
    }

    [Fact]
    public async Task UdpClient_WhoseBackendIsReplaced_ReachesTheNewOne()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        var b = await node.PodAsync("b");
        var c = await node.PodAsync("c");
        using var onA = await UdpAsync(a.Place, 8080);
        using var onB = await UdpAsync(b.Place, 8080);
        using var client = await UdpAsync(c.Place, 4000);
        await node.ApplyAsync(Port(ServiceProtocol.Udp, a));
        await client.SendToAsync("1"u8.ToArray(), new IPEndPoint(NodeFixture.Vip, 80));
        (await ReceiveAsync(onA)).ShouldBe("1");
        await node.ApplyAsync(Port(ServiceProtocol.Udp, b));
        // The same client port: without the flush the kernel's memory of the flow still leads to the old one.
        await client.SendToAsync("2"u8.ToArray(), new IPEndPoint(NodeFixture.Vip, 80));
        (await ReceiveAsync(onB)).ShouldBe("2");
    }

    [Fact]
    public async Task Tool_Cancelled_EndsItsProcess()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var mark = Path.Combine(Path.GetTempPath(), $"timonier-tool-{Environment.ProcessId}");
        await Tool.RequireAsync(NetworkNamespace.Current, ["mkfifo", mark], "", Cancelled);
        try
        {
            // The shell holds the writing end for as long as it lives; opening the other end waits for it.
            var running = Tool.RunAsync(NetworkNamespace.Current, ["sh", "-c", $"exec 3>{mark}; exec tail -f /dev/null"], "", limit.Token);
            await using var reader = new FileStream(mark, new FileStreamOptions { Options = FileOptions.Asynchronous });
            await limit.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(running);
            (await reader.ReadAsync(new byte[1], Cancelled)).ShouldBe(0);
        }
        finally
        {
            File.Delete(mark);
        }
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static NodePeer Peer(string name, string range, string address) => new(name, IPNetwork.Parse(range), IPAddress.Parse(address));

    private static async Task<IEnumerable<string>> PeerRoutesAsync(NodeFixture node) =>
        (await node.RunAsync("ip", "-4", "route", "show", "proto", "84")).Split('\n').Where(l => l.Contains(" via ", StringComparison.Ordinal))
            .Select(l => string.Join(' ', l.Split(' ').Take(3)));

    private static async Task<List<string>> LinksAsync(NodeFixture node) =>
        [.. (await node.RunAsync("ip", "-o", "link", "show")).Split('\n').Select(l => l.Split([' ', ':', '@'], StringSplitOptions.RemoveEmptyEntries))
            .Where(w => w.Length > 1 && w[1].StartsWith("tm", StringComparison.Ordinal)).Select(w => w[1])];

    private static async Task<Socket> UdpAsync(NetworkNamespace place, int port)
    {
        var socket = await place.InsideAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        limit.CancelAfter(TimeSpan.FromSeconds(5));
        var buffer = new byte[16];
        return Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer.AsMemory(), limit.Token));
    }

    private static ServicePort Port(ServiceProtocol protocol, PodFixture pod) => new()
    {
        Name = "default/web",
        Protocol = protocol,
        Addresses = [NodeFixture.Vip],
        Port = 80,
        Backends = [new ServiceBackend(pod.Address, 8080, IsLocal: true)],
    };
}
