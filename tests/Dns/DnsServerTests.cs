using System.Net.Sockets;

namespace Timonier.Dns.Tests;

public sealed class DnsServerTests
{
    private const string Web = """{"metadata":{"name":"web","namespace":"shop"},"spec":{"clusterIP":"10.43.0.7"}}""";
    private static readonly byte[] WebQuery = Packets.Query("web.shop.svc.cluster.local", RecordType.A);

    [Fact]
    public async Task ClusterName_BeforeTheListsAreComplete_FailsInsteadOfBeingDenied()
    {
        await using var server = await ServerFixture.StartAsync([]);
        server.Informers.Of("", "services").Put(Web);
        Packets.Code(await server.AskAsync(WebQuery)).ShouldBe(2);
        await server.SyncAsync();
        Packets.Read(await server.AskAsync(WebQuery)).ShouldBe(["web.shop.svc.cluster.local 5 10.43.0.7"]);
    }

    [Fact]
    public async Task ClusterName_AfterAChange_IsAnsweredAnewWithoutAQueryInBetween()
    {
        await using var server = await ServerFixture.StartAsync([]);
        await server.SyncAsync();
        Packets.Code(await server.AskAsync(WebQuery)).ShouldBe(3);
        server.Informers.Of("", "services").Put(Web);
        var answer = await server.AskAsync(WebQuery);
        while (Packets.Code(answer) != 0)
        {
            server.Time.Advance(TimeSpan.FromMilliseconds(100));
            answer = await server.AskAsync(WebQuery);
        }
        Packets.Answers(answer).ShouldBe(1);
    }

    [Fact]
    public async Task ExternalName_OutOfTheZone_ComesWithItsAddresses()
    {
        await using var upstream = new FakeUpstream((q, _) => [Packets.Reply(q, 0, [Packets.Alias("example.test", 60, "real.test"), Packets.Address("real.test", 30, 192, 0, 2, 1)])]);
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        server.Informers.Of("", "services").Put("""{"metadata":{"name":"out","namespace":"shop"},"spec":{"type":"ExternalName","externalName":"Example.test"}}""");
        await server.SyncAsync();
        Packets.Read(await server.AskAsync(Packets.Query("out.shop.svc.cluster.local", RecordType.A)))
            .ShouldBe(["out.shop.svc.cluster.local 5 example.test", "example.test 60 real.test", "real.test 30 192.0.2.1"]);
    }

    [Fact]
    public async Task ReverseName_OfOurRanges_NeverReachesOthers()
    {
        await using var upstream = new FakeUpstream((q, _) => [Packets.Reply(q, 3, [])]);
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        await server.SyncAsync();
        Packets.Code(await server.AskAsync(Packets.Query("9.9.42.10.in-addr.arpa", RecordType.Ptr))).ShouldBe(3);
        upstream.Asked.ShouldBe(0);
        await server.AskAsync(Packets.Query("1.2.0.192.in-addr.arpa", RecordType.Ptr));
        upstream.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task LongAnswer_OverUdp_IsCutAndMarked()
    {
        await using var server = await ServerFixture.StartAsync([]);
        server.Informers.Of("", "services").Put("""{"metadata":{"name":"db","namespace":"shop"},"spec":{"clusterIP":"None"}}""");
        var endpoints = string.Join(',', Enumerable.Range(1, 200).Select(i => $$"""{"addresses":["10.42.0.{{i}}"]}"""));
        server.Informers.Of("discovery.k8s.io", "endpointslices").Put(
            $$$"""{"metadata":{"name":"db-1","namespace":"shop","labels":{"kubernetes.io/service-name":"db"}},"addressType":"IPv4","endpoints":[{{{endpoints}}}]}""");
        await server.SyncAsync();
        var plain = await server.AskAsync(Packets.Query("db.shop.svc.cluster.local", RecordType.A));
        Packets.IsTruncated(plain).ShouldBeTrue();
        plain.Length.ShouldBeInRange(480, 512);
        var larger = await server.AskAsync(Packets.Query("db.shop.svc.cluster.local", RecordType.A, ednsSize: 1232));
        larger.Length.ShouldBeInRange(1200, 1232);
        Packets.Answers(await server.AskByTcpAsync(Packets.Query("db.shop.svc.cluster.local", RecordType.A))).ShouldBe(200);
    }

    [Fact]
    public async Task Connection_ThatSaysNothing_IsClosed()
    {
        await using var server = await ServerFixture.StartAsync([]);
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
        var read = tcp.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
        while (!read.IsCompleted)
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        (await read).ShouldBe(0);
    }

    [Fact]
    public async Task Connections_BeyondTheBound_AreClosedAtOnce()
    {
        await using var server = await ServerFixture.StartAsync([]);
        var open = new List<TcpClient>();
        for (var i = 0; i < 300; i++)
        {
            var tcp = new TcpClient();
            open.Add(tcp);
            await tcp.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
        }
        // The clock stands still: nobody is closed for being idle.
        var last = open[^1].GetStream();
        (await EndsAsync(last)).ShouldBeTrue();
        open[0].GetStream().DataAvailable.ShouldBeFalse();
        await open[0].GetStream().WriteAsync(TcpFrame.Of(WebQuery), TestContext.Current.CancellationToken);
        (await open[0].GetStream().ReadAsync(new byte[2], TestContext.Current.CancellationToken)).ShouldBe(2);
        foreach (var tcp in open) tcp.Dispose();
    }

    private static async Task<bool> EndsAsync(NetworkStream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken) == 0;
        }
        catch (IOException)
        {
            // Reset instead of closed: also an end.
            return true;
        }
    }
}
