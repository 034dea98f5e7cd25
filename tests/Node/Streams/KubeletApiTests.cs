using Timonier.Node.Machines;
using System.Net.WebSockets;
using System.Text;
using Timonier.Contracts.Runtime;
using Timonier.Documents;

namespace Timonier.Node.Tests;

public sealed class KubeletApiTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/healthz", 200, "ok")]
    [InlineData("/nothing", 404, "404 page not found\n")]
    [InlineData("/containerLogs/shop/none/app", 404, "pod \"none\" not found")]
    [InlineData("/containerLogs/shop/web/none", 404, "container none not found in pod web_shop")]
    [InlineData("/containerLogs/shop/web/late", 400, "container \"late\" in pod \"web\" is waiting to start: ContainerCreating")]
    [InlineData("/containerLogs/shop/web/app?previous=true", 400, "previous terminated container \"app\" in pod \"web\" not found")]
    [InlineData("/containerLogs/shop/web/app?tailLines=-1", 400, "tailLines: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("/containerLogs/shop/web/app?tailLines=2&timestamps=true", 200, "2026-03-01T12:00:02Z two\n2026-03-01T12:00:03Z three\n")]
    [InlineData("/containerLogs/shop/web/app?stream=Stderr", 200, "two\n")]
    [InlineData("/containerLogs/shop/web/app?sinceTime=2026-03-01T12:00:03Z", 200, "three\n")]
    [InlineData("/containerLogs/shop/web/app?limitBytes=5", 200, "one\nt")]
    [InlineData("/exec/shop/none/app?command=ls&output=1", 404, "pod does not exist")]
    [InlineData("/exec/shop/web/none?command=ls&output=1", 404, "container none not found in pod web_shop")]
    [InlineData("/exec/shop/web/late?command=ls&output=1", 500, "container not found (\"late\")")]
    [InlineData("/exec/shop/web/other/app?command=ls&output=1", 404, "pod does not exist")]
    [InlineData("/attach/shop/none/app?output=1", 404, "pod does not exist")]
    [InlineData("/portForward/shop/none", 404, "pod does not exist")]
    public async Task Get_OfARoute_AnswersInUpstreamsWords(string path, int code, string text)
    {
        await using var kubelet = await new KubeletFixture().StartAsync();
        kubelet.Folder.Append("2026-03-01T12:00:01Z stdout F one\n2026-03-01T12:00:02Z stderr F two\n2026-03-01T12:00:03Z stdout F three\n");
        (await kubelet.GetAsync(path)).ShouldBe((code, text));
    }

    [Fact]
    public async Task Logs_Followed_ComeAsTheyAreWrittenAndEndWithTheContainer()
    {
        await using var kubelet = await new KubeletFixture().StartAsync();
        await using var body = await kubelet.Http.GetStreamAsync(new Uri(kubelet.Address, "/containerLogs/shop/web/app?follow=true"), Cancellation);
        using var lines = new StreamReader(body);
        kubelet.Folder.Append("2026-03-01T12:00:01Z stdout F one\n");
        (await lines.ReadLineAsync(Cancellation)).ShouldBe("one");
        kubelet.Folder.Append("2026-03-01T12:00:02Z stdout F two\n");
        kubelet.Running = false;
        (await lines.ReadToEndAsync(Cancellation)).ShouldBe("two\n");
    }

    [Theory]
    [InlineData("/exec/shop/web/app?command=cat&command=-&input=1&output=1&tty=1", 3)]
    [InlineData("/exec/shop/web/u1/app?command=cat&command=-&stdin=true&stdout=true&tty=true", 0)]
    [InlineData("/attach/shop/web/app?stdin=true&stdout=true&tty=true", 0)]
    public async Task Session_OverWebSocket_CarriesStreamsSizeAndExitCode(string path, int exitCode)
    {
        var process = new KubeletFixture.Echo(exitCode);
        await using var kubelet = await new KubeletFixture
        {
            Runtime = new()
            {
                OnSession = (id, command, streams) =>
                {
                    id.ShouldBe("c1");
                    command.ShouldBe(path.StartsWith("/exec", StringComparison.Ordinal) ? ["cat", "-"] : []);
                    streams.ShouldBe(new SessionStreams(true, true, false, true));
                    return process;
                },
            },
        }.StartAsync();
        using var socket = await ConnectAsync(kubelet, path);
        await SendAsync(socket, [4, .. """{"Width":80,"Height":24}"""u8]);
        (await process.Size.Task.WaitAsync(Cancellation)).ShouldBe((80, 24));
        await SendAsync(socket, [0, .. "hello"u8]);
        await SendAsync(socket, [255, 0]);
        var channels = await DrainAsync(socket);
        channels[1].ShouldBe("hello");
        channels[3].ShouldContain(exitCode == 0 ? "\"status\":\"Success\"" : "command terminated with non-zero exit code: 3");
    }

    [Theory]
    [InlineData("no shell")]
    [InlineData("Internal error occurred: error executing command in container: no shell")]
    public async Task Exec_RefusedByTheRuntime_IsToldOnTheErrorChannelOnce(string refusal)
    {
        await using var kubelet = await new KubeletFixture { Runtime = new() { OnSession = (_, _, _) => throw new RuntimeException(2, refusal) } }.StartAsync();
        using var socket = await ConnectAsync(kubelet, "/exec/shop/web/app?command=sh&stdout=true");
        (await DrainAsync(socket))[3].ShouldContain("\"message\":\"Internal error occurred: error executing command in container: no shell\"");
    }

    [Fact]
    public async Task PortForward_OverWebSocket_ReachesTheSandbox()
    {
        await using var kubelet = await new KubeletFixture
        {
            Runtime = new()
            {
                OnPort = (sandbox, port) => (sandbox, port) == ("s1", 80) ? new MemoryStream([.. "welcome"u8], writable: false) : throw new RuntimeException(14, "refused"),
            },
        }.StartAsync();
        using var open = await ConnectAsync(kubelet, "/portForward/shop/web?port=80", "v4.channel.k8s.io");
        (await ReceiveUntilAsync(open, 0, "welcome")).ShouldEndWith("welcome");
        using var closed = await ConnectAsync(kubelet, "/portForward/shop/web?port=81", "v4.channel.k8s.io");
        (await ReceiveUntilAsync(closed, 1, "refused")).ShouldEndWith("error forwarding port 81 to pod: refused");
    }

    [Fact]
    public async Task PortForward_RefusedAfterItWasOpened_IsToldInTheRuntimesWords()
    {
        const string Refusal = "error forwarding port 80 to pod s1: connection refused";
        await using var kubelet = await new KubeletFixture { Runtime = new() { OnPort = (_, _) => new Unreadable(new RuntimeException(2, Refusal)) } }.StartAsync();
        using var socket = await ConnectAsync(kubelet, "/portForward/shop/web?port=80", "v4.channel.k8s.io");
        (await ReceiveUntilAsync(socket, 1, "refused"))[2..].ShouldBe(Refusal);
    }

    [Fact]
    public async Task Pods_AndUsage_AreListed()
    {
        await using var kubelet = await new KubeletFixture
        {
            Runtime = new() { Usage = [new("c1", "s1", "app", new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero), 5_000, 7_000, 9), new("c9", "s9", "stray", default, 1, 1, 1)] },
        }.StartAsync();
        var list = Document.Parse((await kubelet.GetAsync("/pods")).Text);
        (list.Kind, list.Root["items"u8][0]["metadata"u8]["name"u8].AsString()).ShouldBe(("PodList", "web"));

        var summary = Document.Parse((await kubelet.GetAsync("/stats/summary")).Text).Root;
        summary["node"u8]["nodeName"u8].AsString().ShouldBe("node-1");
        summary["node"u8]["cpu"u8]["usageCoreNanoSeconds"u8].AsInt64().ShouldBeGreaterThan(0);
        summary["pods"u8].Count.ShouldBe(1);
        summary["pods"u8][0]["memory"u8]["workingSetBytes"u8].AsInt64().ShouldBe(7_000);
        var container = summary["pods"u8][0]["containers"u8][0];
        (container["name"u8].AsString(), container["cpu"u8]["usageCoreNanoSeconds"u8].AsInt64()).ShouldBe(("app", 5_000));
    }

    [Fact]
    public void Machine_FromTheKernelsFiles_CountsWorkOnly()
    {
        var usage = MachineUsage.Parse("cpu  10 20 30 1000 500 1 2 3 0 0\ncpu0 1 1 1\n", "MemTotal:  100 kB\nMemFree: 1 kB\nMemAvailable:   40 kB\n");
        usage.ShouldBe(new MachineUsage(660_000_000, 60 * 1024, 40 * 1024));
    }

    private static async Task<ClientWebSocket> ConnectAsync(KubeletFixture kubelet, string path, string protocol = "v5.channel.k8s.io")
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(protocol);
        await socket.ConnectAsync(new UriBuilder(new Uri(kubelet.Address, path)) { Scheme = "ws" }.Uri, Cancellation);
        return socket;
    }

    private static async Task SendAsync(ClientWebSocket socket, byte[] message) => await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, true, Cancellation);

    private static async Task<string[]> DrainAsync(ClientWebSocket socket)
    {
        string[] channels = ["", "", "", "", ""];
        while (await ReceiveAsync(socket) is { } message) channels[message.Channel] += message.Text;
        return channels;
    }

    private static async Task<string> ReceiveUntilAsync(ClientWebSocket socket, int channel, string end)
    {
        var text = "";
        while (!text.EndsWith(end, StringComparison.Ordinal) && await ReceiveAsync(socket) is { } message)
            if (message.Channel == channel) text += message.Text;
        return text;
    }

    private static async Task<(int Channel, string Text)?> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), Cancellation);
        return received.MessageType == WebSocketMessageType.Close ? null : (buffer[0], Encoding.UTF8.GetString(buffer, 1, received.Count - 1));
    }

    /// <summary>A connection that is open but of no use.</summary>
    private sealed class Unreadable(Exception why) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromException<int>(why);
    }
}
