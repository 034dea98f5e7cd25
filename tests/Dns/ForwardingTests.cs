namespace Timonier.Dns.Tests;

/// <summary>Names that others know, asked over real sockets of upstreams that behave as each test says.</summary>
public sealed class ForwardingTests
{
    private const string Name = "www.example.test";

    [Fact]
    public async Task Answer_AskedAgain_ComesFromTheCacheWithItsAge()
    {
        await using var upstream = new FakeUpstream((q, _) => [Packets.Reply(q, 0, [Packets.Address(Name, 60, 192, 0, 2, 1)])]);
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        Packets.Read(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe([$"{Name} 60 192.0.2.1"]);
        server.Time.Advance(TimeSpan.FromSeconds(25));
        Packets.Read(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe([$"{Name} 35 192.0.2.1"]);
        upstream.Asked.ShouldBe(1);
        server.Time.Advance(TimeSpan.FromSeconds(40));
        Packets.Read(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe([$"{Name} 60 192.0.2.1"]);
        upstream.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Answer_FromTheCache_KeepsTheSpellingOfTheAsker()
    {
        await using var upstream = new FakeUpstream((q, _) => [Packets.Reply(q, 0, [Packets.Address(Name, 60, 192, 0, 2, 1)])]);
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        await server.AskAsync(Packets.Query(Name, RecordType.A));
        var query = Packets.Query("WWW.eXample.test", RecordType.A);
        (await server.AskAsync(query))[12..query.Length].ShouldBe(query[12..]);
        upstream.Asked.ShouldBe(1);
    }

    [Theory]
    [InlineData(3, 20u, 1)]
    [InlineData(0, 20u, 1)]
    [InlineData(3, 5u, 2)]
    public async Task Denial_IsRememberedForTheZonesMinimum(int code, uint minimum, int asked)
    {
        await using var upstream = new FakeUpstream((q, _) => [Packets.Reply(q, code, [], [Packets.Soa("example.test", 600, minimum)])]);
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        await server.AskAsync(Packets.Query(Name, RecordType.A));
        server.Time.Advance(TimeSpan.FromSeconds(10));
        Packets.Code(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe(code);
        upstream.Asked.ShouldBe(asked);
    }

    [Fact]
    public async Task Denial_WithoutAZone_IsNotRemembered()
    {
        await using var upstream = new FakeUpstream((q, _) => [Packets.Reply(q, 3, [])]);
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        await server.AskAsync(Packets.Query(Name, RecordType.A));
        await server.AskAsync(Packets.Query(Name, RecordType.A));
        upstream.Asked.ShouldBe(2);
    }

    [Fact]
    public async Task Reply_ToAnotherIdOrQuestion_IsPassedOver()
    {
        await using var upstream = new FakeUpstream((q, _) =>
        {
            var otherId = Packets.Reply(q, 0, [Packets.Address(Name, 60, 192, 0, 2, 66)]);
            otherId[0] ^= 1;
            var otherName = Packets.Reply([.. q[..2], .. Packets.Query("www.example.evil", RecordType.A)[2..]], 0, [Packets.Address(Name, 60, 192, 0, 2, 66)]);
            var otherType = Packets.Reply([.. q[..2], .. Packets.Query(Name, RecordType.Aaaa)[2..]], 0, [Packets.Address(Name, 60, 192, 0, 2, 66)]);
            return [otherId, otherName, otherType, [1, 2, 3], Packets.Reply(q, 0, [Packets.Address(Name, 60, 192, 0, 2, 1)])];
        });
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        Packets.Read(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe([$"{Name} 60 192.0.2.1"]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Upstream_ThatRefuses_IsFollowedByTheNext(int code)
    {
        await using var refusing = new FakeUpstream((q, _) => [Packets.Reply(q, code, [])]);
        await using var willing = new FakeUpstream((q, _) => [Packets.Reply(q, 0, [Packets.Address(Name, 60, 192, 0, 2, 1)])]);
        await using var server = await ServerFixture.StartAsync([refusing.Address, willing.Address]);
        Packets.Read(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe([$"{Name} 60 192.0.2.1"]);
    }

    [Fact]
    public async Task Upstream_ThatIsSilent_IsFollowedByTheNextAndThenAskedLast()
    {
        await using var silent = new FakeUpstream((_, _) => []);
        await using var willing = new FakeUpstream((q, _) => [Packets.Reply(q, 0, [Packets.Address(Name, 0, 192, 0, 2, 1)])]);
        await using var server = await ServerFixture.StartAsync([silent.Address, willing.Address]);
        Packets.Answers(await server.AskPastAsync(silent, Packets.Query(Name, RecordType.A))).ShouldBe(1);
        Packets.Answers(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe(1);
        silent.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Answer_TooLongForUdp_IsFetchedByTcpAndMarkedForTheAsker()
    {
        byte[][] many = [.. Enumerable.Range(1, 100).Select(i => Packets.Address(Name, 60, 192, 0, 2, (byte)i))];
        await using var upstream = new FakeUpstream((q, udp) =>
        {
            var reply = Packets.Reply(q, 0, udp ? [] : many);
            if (udp) reply[2] |= 2;
            return [reply];
        });
        await using var server = await ServerFixture.StartAsync([upstream.Address]);
        var datagram = await server.AskAsync(Packets.Query(Name, RecordType.A));
        Packets.IsTruncated(datagram).ShouldBeTrue();
        datagram.Length.ShouldBeLessThanOrEqualTo(512);
        Packets.Answers(await server.AskByTcpAsync(Packets.Query(Name, RecordType.A))).ShouldBe(100);
        Packets.Answers(await server.AskAsync(Packets.Query(Name, RecordType.A, ednsSize: 4096))).ShouldBe(100);
    }

    [Fact]
    public async Task Upstreams_OfResolvConf_AreFollowedAsTheFileChanges()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "search here\nnameserver not-an-address\n", TestContext.Current.CancellationToken);
        await using var server = await ServerFixture.StartAsync([], file);
        Packets.Code(await server.AskAsync(Packets.Query(Name, RecordType.A))).ShouldBe(2);
        var upstreams = new Upstreams(new DnsConfig([], ResolvConf: file), [server.Address], server.Time);
        upstreams.InOrder().ShouldBeEmpty();
        await File.WriteAllTextAsync(file, "nameserver 192.0.2.53\n# nameserver 192.0.2.54\n", TestContext.Current.CancellationToken);
        server.Time.Advance(TimeSpan.FromSeconds(6));
        upstreams.InOrder().Select(u => u.ToString()).ShouldBe(["192.0.2.53:53"]);
        File.Delete(file);
    }

    [Fact]
    public void Upstreams_ThatAreOurselves_AreNotAsked()
    {
        System.Net.IPEndPoint self = new(System.Net.IPAddress.Loopback, 53), other = new(System.Net.IPAddress.Parse("192.0.2.1"), 53);
        new Upstreams(new DnsConfig([self], Upstreams: [self, other]), [self], TimeProvider.System).InOrder().ShouldBe([other]);
    }

    [Fact]
    public async Task Question_ThatComesBackInACircle_EndsInAFailure()
    {
        System.Net.Sockets.Socket? toServer = null;
        await using var circle = new FakeUpstream((q, _) =>
        {
            toServer!.Send(q);
            return [];
        });
        await using var server = await ServerFixture.StartAsync([circle.Address]);
        using (toServer = new(System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp))
        {
            await toServer.ConnectAsync(server.Address, TestContext.Current.CancellationToken);
            Packets.Code(await server.AskPastAsync(circle, Packets.Query(Name, RecordType.A))).ShouldBe(2);
        }
        circle.Asked.ShouldBe(1);
    }
}
