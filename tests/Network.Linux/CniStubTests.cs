using System.Net;
using Timonier.Network.Linux.Kernel;

namespace Timonier.Network.Linux.Tests;

public sealed class CniStubTests
{
    private const string HostPort = ""","runtimeConfig":{"portMappings":[{"hostPort":8081,"containerPort":8080,"protocol":"tcp"}]}""";

    [Fact]
    public async Task Sandbox_FromAddToSecondDel_IsAttachedAndGone()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        var place = await node.NamespaceAsync("a");
        var added = await stub.RunAsync("ADD", "a", place.Path, HostPort);
        added.ExitCode.ShouldBe(0, added.Output);
        added.Address.ShouldBe("10.42.3.2/32");
        added.Answer["cniVersion"u8].AsString().ShouldBe("1.0.0");
        added.Answer["interfaces"u8][1]["name"u8].AsString().ShouldBe("eth0");
        added.Answer["interfaces"u8][1]["sandbox"u8].AsString().ShouldBe(place.Path);
        (await InsideAsync(place, "addr", "show", "dev", "eth0")).ShouldContain("10.42.3.2/32");
        (await InsideAsync(place, "addr", "show", "dev", "lo")).ShouldContain("127.0.0.1");

        var pod = new PodFixture("a", IPAddress.Parse("10.42.3.2"), place);
        using var listening = await pod.ListenAsync(8080);
        (await PodFixture.AskFromAsync(node.Node, NodeFixture.NodeAddress, 8081)).ShouldBe("a");

        (await stub.RunAsync("CHECK", "a", place.Path, $$""","prevResult":{{added.Output}}""")).ShouldBe(new StubResult(0, ""));
        (await stub.RunAsync("DEL", "a", place.Path, $$""","prevResult":{{added.Output}}""")).ShouldBe(new StubResult(0, ""));
        (await InsideAsync(place, "link", "show")).ShouldNotContain("eth0");
        (await node.RunAsync("nft", "list", "ruleset")).ShouldNotContain("10.42.3.2");
        (await node.RunAsync("ip", "route", "show", "table", "all")).ShouldNotContain("10.42.3.2");
        (await stub.RunAsync("CHECK", "a", place.Path)).Answer["code"u8].AsInt32().ShouldBe(100);
        (await stub.RunAsync("DEL", "a", place.Path)).ShouldBe(new StubResult(0, ""));
        // The runtime deletes once more when the namespace is long gone, then without its path.
        (await stub.RunAsync("DEL", "a", "")).ShouldBe(new StubResult(0, ""));
    }

    [Fact]
    public async Task Version_IsAnsweredByTheAgent()
    {
        await using var node = await NodeFixture.StartAsync();
        var versions = await new StubFixture(node).RunAsync("VERSION", "", "");
        versions.ExitCode.ShouldBe(0);
        versions.Output.ShouldContain("1.0.0");
    }

    [Fact]
    public async Task Loopback_ByItsName_NeedsNoAgent()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        await node.StopAsync();
        var added = await stub.RunAsync("ADD", "a", "/run/netns/x", name: "loopback");
        added.ExitCode.ShouldBe(0);
        added.Answer["interfaces"u8][0]["name"u8].AsString().ShouldBe("lo");
        (await stub.RunAsync("CHECK", "a", "/run/netns/x", name: "loopback")).ShouldBe(new StubResult(0, ""));
        (await stub.RunAsync("DEL", "a", "/run/netns/x", name: "loopback")).ShouldBe(new StubResult(0, ""));
    }

    [Fact]
    public async Task Add_AfterTheAgentStartedAgain_KeepsTheAddress()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        var place = await node.NamespaceAsync("a");
        var first = await stub.RunAsync("ADD", "a", place.Path, HostPort);
        await node.StopAsync();
        await node.StartAgainAsync();
        (await stub.RunAsync("CHECK", "a", place.Path)).ExitCode.ShouldBe(0);
        (await stub.RunAsync("ADD", "a", place.Path, HostPort)).Address.ShouldBe(first.Address);
        (await stub.RunAsync("ADD", "b", (await node.NamespaceAsync("b")).Path)).Address.ShouldNotBe(first.Address);
    }

    [Fact]
    public async Task Command_WhileNoAgentListens_SaysTryAgainLater()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        var place = await node.NamespaceAsync("a");
        await stub.RunAsync("ADD", "a", place.Path);
        await node.StopAsync();
        var result = await stub.RunAsync("ADD", "a", place.Path);
        result.ExitCode.ShouldBe(1);
        result.Answer["code"u8].AsInt32().ShouldBe(11);
        result.Answer["msg"u8].AsString().ShouldContain("agent does not listen");
        // A pod can be removed without an agent: its link goes with its namespace, its record at the next start.
        (await stub.RunAsync("DEL", "a", place.Path)).ShouldBe(new StubResult(0, ""));
        await node.StartAgainAsync();
        (await stub.RunAsync("DEL", "a", place.Path)).ExitCode.ShouldBe(0);
        (await InsideAsync(place, "link", "show")).ShouldNotContain("eth0");
    }

    [Fact]
    public async Task Add_ThatFails_LeavesNothingHalfMade()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        // An interface of that name is there already, so the far end of the pair cannot be made.
        var taken = await node.NamespaceAsync("taken");
        await InsideAsync(taken, "link", "add", "eth0", "type", "veth", "peer", "name", "other");
        foreach (var path in (string[])[taken.Path, "/run/netns/missing-of-timonier"])
        {
            var result = await stub.RunAsync("ADD", "a", path, HostPort);
            result.ExitCode.ShouldBe(1);
            result.Answer["code"u8].AsInt32().ShouldBe(101);
        }
        await ShouldBeUntouchedAsync(node);
    }

    [Fact]
    public async Task Add_WhoseRulesAreRefused_IsUndone()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        var place = await node.NamespaceAsync("a");
        // The protocol decides about the port's range only in nft, which does not know port 70000.
        var result = await stub.RunAsync("ADD", "a", place.Path, ""","runtimeConfig":{"portMappings":[{"hostPort":8081,"containerPort":70000,"protocol":"tcp"}]}""");
        result.ExitCode.ShouldBe(1);
        (await InsideAsync(place, "link", "show")).ShouldNotContain("eth0");
        await ShouldBeUntouchedAsync(node);
        (await stub.RunAsync("ADD", "a", place.Path, HostPort)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Add_RepeatedAndFailing_KeepsTheRecord()
    {
        await using var node = await NodeFixture.StartAsync();
        var stub = new StubFixture(node);
        var place = await node.NamespaceAsync("a");
        var first = await stub.RunAsync("ADD", "a", place.Path);
        (await stub.RunAsync("ADD", "a", "/run/netns/missing-of-timonier")).ExitCode.ShouldBe(1);
        (await stub.RunAsync("ADD", "b", (await node.NamespaceAsync("b")).Path)).Address.ShouldNotBe(first.Address);
        (await stub.RunAsync("ADD", "a", place.Path)).Address.ShouldBe(first.Address);
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("last")]
    [InlineData("")]
    public async Task Add_WithAnIdThatIsNoFileName_IsRefused(string id)
    {
        await using var node = await NodeFixture.StartAsync();
        (await new StubFixture(node).RunAsync("ADD", id, "/run/netns/x")).Answer["code"u8].AsInt32().ShouldBe(4);
        await ShouldBeUntouchedAsync(node);
    }

    private static async Task ShouldBeUntouchedAsync(NodeFixture node)
    {
        (await node.RunAsync("ip", "-o", "link", "show")).ShouldNotContain(": tm");
        (await node.RunAsync("nft", "list", "ruleset")).ShouldNotContain("10.42.3.2");
        Directory.EnumerateFiles(Path.Combine(node.Config.StateDirectory, "addresses")).Select(Path.GetFileName).Where(f => f != "last").ShouldBeEmpty();
    }

    private static async Task<string> InsideAsync(NetworkNamespace place, params string[] arguments) =>
        (await Tool.RunAsync(place, ["ip", "-4", .. arguments], "", TestContext.Current.CancellationToken)).Output;
}
