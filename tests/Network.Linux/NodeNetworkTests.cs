using System.Net;
using Timonier.Contracts.Network;
using Timonier.Network.Linux.Kernel;
using Timonier.Network.Linux.Pods;

namespace Timonier.Network.Linux.Tests;

public sealed class NodeNetworkTests
{
    [Fact]
    public async Task Pods_OnOneNode_ReachEachOtherAndServicesSpread()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        var b = await node.PodAsync("b");
        using var onA = await a.ListenAsync(8080);
        using var onB = await b.ListenAsync(8080);
        (await b.AskAsync(a.Address, 8080)).ShouldBe("a");

        await node.ApplyAsync(Port(a, b) with { NodePort = 30080 });
        var seen = new HashSet<string>();
        for (var i = 0; i < 40; i++) seen.Add(await a.AskAsync(NodeFixture.Vip, 80));
        seen.Order().ShouldBe(["a", "b"]);
        var fromNode = await PodFixture.AskFromAsync(node.Node, NodeFixture.Vip, 80);
        fromNode.ShouldBeOneOf("a", "b");
        (await a.AskAsync(NodeFixture.NodeAddress, 30080)).ShouldBeOneOf("a", "b");
        (await PodFixture.AskFromAsync(node.Node, NodeFixture.NodeAddress, 30080)).ShouldBeOneOf("a", "b");
    }

    [Fact]
    public async Task Service_OfTheAskingPodAlone_AnswersByHairpin()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        using var onA = await a.ListenAsync(8080);
        await node.ApplyAsync(Port(a));
        (await a.AskAsync(NodeFixture.Vip, 80)).ShouldBe("a");
    }

    [Fact]
    public async Task Service_WithAffinity_KeepsTheClientAtOneBackend()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        var b = await node.PodAsync("b");
        using var onA = await a.ListenAsync(8080);
        using var onB = await b.ListenAsync(8080);
        await node.ApplyAsync(Port(a, b) with { AffinitySeconds = 60 });
        var seen = new HashSet<string>();
        for (var i = 0; i < 20; i++) seen.Add(await a.AskAsync(NodeFixture.Vip, 80));
        seen.Count.ShouldBe(1);
        seen.Single().ShouldBeOneOf("a", "b");
    }

    [Fact]
    public async Task Service_WithoutBackends_RefusesAtOnceAndUnknownAddressesAreUnreachable()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        await node.ApplyAsync(Port());
        (await a.AskAsync(NodeFixture.Vip, 80)).ShouldBe("ConnectionRefused");
        (await PodFixture.AskFromAsync(node.Node, NodeFixture.Vip, 80)).ShouldBe("ConnectionRefused");
        (await a.AskAsync(IPAddress.Parse("10.43.99.99"), 80)).ShouldBe("HostUnreachable");
        (await PodFixture.AskFromAsync(node.Node, IPAddress.Parse("10.43.99.99"), 80)).ShouldBe("ConnectionRefused");
    }

    [Fact]
    public async Task HostPort_OfAPod_AnswersOnTheNode()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a", new PortMapping(8081, 8080, ServiceProtocol.Tcp, null));
        var b = await node.PodAsync("b");
        using var onA = await a.ListenAsync(8080);
        (await b.AskAsync(NodeFixture.NodeAddress, 8081)).ShouldBe("a");
    }

    [Fact]
    public async Task Table_FlushedBySomeoneElse_IsBackWithinTwoSeconds()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        using var onA = await a.ListenAsync(8080);
        await node.ApplyAsync(Port(a));
        await node.RunAsync("nft", "flush", "ruleset");
        var started = TimeProvider.System.GetTimestamp();
        while (await a.AskAsync(NodeFixture.Vip, 80) != "a")
            TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Backends_Exchanged_AreFollowedByADifference()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        var b = await node.PodAsync("b");
        using var onA = await a.ListenAsync(8080);
        using var onB = await b.ListenAsync(8080);
        await node.ApplyAsync(Port(a) with { AffinitySeconds = 60 });
        (await b.AskAsync(NodeFixture.Vip, 80)).ShouldBe("a");
        await node.ApplyAsync(Port(b) with { AffinitySeconds = 60 });
        (await b.AskAsync(NodeFixture.Vip, 80)).ShouldBe("b");
        await node.ApplyAsync();
        (await node.RunAsync("nft", "list", "ruleset")).ShouldNotContain(NodeFixture.Vip.ToString());
    }

    [Fact]
    public async Task RemoveAll_LeavesNothing()
    {
        await using var node = await NodeFixture.StartAsync();
        var a = await node.PodAsync("a");
        await node.ApplyAsync(Port(a));
        await node.Network.RemoveAllAsync(node.Config, TestContext.Current.CancellationToken);
        (await node.RunAsync("nft", "list", "ruleset")).ShouldBeEmpty();
        (await node.RunAsync("ip", "-o", "link", "show")).ShouldNotContain(": tm");
        var routes = await node.RunAsync("ip", "route", "show", "table", "all");
        routes.ShouldNotContain("10.42.");
        routes.ShouldNotContain("10.43.");
        (await node.RunAsync("ip", "rule")).ShouldNotContain("5210");
        Directory.EnumerateFileSystemEntries(node.Config.StateDirectory).ShouldBeEmpty();
    }

    private static ServicePort Port(params PodFixture[] pods) => new()
    {
        Name = "default/web:http",
        Protocol = ServiceProtocol.Tcp,
        Addresses = [NodeFixture.Vip],
        Port = 80,
        Backends = [.. pods.Select(p => new ServiceBackend(p.Address, 8080, IsLocal: true))],
    };
}
