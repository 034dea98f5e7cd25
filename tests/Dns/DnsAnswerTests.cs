using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Dns.Tests;

public sealed class DnsAnswerTests
{
    private static readonly DnsZoneSnapshot Zone = DnsZoneSnapshot.Build(
        ObjectSnapshot.Empty
            .With(Document.Parse("""{"metadata":{"name":"kubernetes","namespace":"default"},"spec":{"clusterIP":"10.43.0.1","ports":[{"name":"https","port":443,"protocol":"TCP"}]}}"""))
            .With(Document.Parse("""{"metadata":{"name":"db","namespace":"shop"},"spec":{"clusterIP":"None"}}"""))
            .With(Document.Parse("""{"metadata":{"name":"out","namespace":"shop"},"spec":{"type":"ExternalName","externalName":"example.test"}}""")),
        ObjectSnapshot.Empty.With(Document.Parse("""
            {"metadata":{"name":"db-1","namespace":"shop","labels":{"kubernetes.io/service-name":"db"}},"addressType":"IPv4",
             "ports":[{"name":"sql","port":5432,"protocol":"TCP"}],
             "endpoints":[{"addresses":["10.42.0.5"],"hostname":"db-0","conditions":{"ready":true}},{"addresses":["10.42.0.6"],"conditions":{"ready":false}}]}
            """)), "cluster.local");

    [Theory]
    [InlineData("kubernetes.default.svc.cluster.local", 1, 0, 1)]
    [InlineData("kubernetes.default.svc.cluster.local", 28, 0, 0)]
    [InlineData("_https._tcp.kubernetes.default.svc.cluster.local", 33, 0, 1)]
    [InlineData("default.svc.cluster.local", 1, 0, 0)]
    [InlineData("missing.default.svc.cluster.local", 1, 3, 0)]
    [InlineData("db.shop.svc.cluster.local", 1, 0, 1)]
    [InlineData("db-0.db.shop.svc.cluster.local", 1, 0, 1)]
    [InlineData("_sql._tcp.db.shop.svc.cluster.local", 33, 0, 1)]
    [InlineData("out.shop.svc.cluster.local", 1, 0, 1)]
    [InlineData("1.0.43.10.in-addr.arpa", 12, 0, 1)]
    [InlineData("5.0.42.10.in-addr.arpa", 12, 0, 1)]
    [InlineData("10-42-0-9.shop.pod.cluster.local", 1, 0, 1)]
    [InlineData("kubernetes.default.svc.cluster.local", 252, 5, 0)]
    public async Task Question_OfTheZone_IsAnsweredWithAuthority(string name, int type, int code, int answers)
    {
        var answer = await AskAsync(Query(name, type));
        (answer![3] & 0xf).ShouldBe(code);
        answer[7].ShouldBe((byte)answers);
        (answer[2] & 4).ShouldBe(4);
    }

    [Fact]
    public async Task Question_ForOthersWithoutUpstream_Fails() =>
        ((await AskAsync(Query("example.test", 1)))![3] & 0xf).ShouldBe(2);

    [Fact]
    public async Task Name_ThatPointsAtItself_IsAFormatError() =>
        ((await AskAsync([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]))![3] & 0xf).ShouldBe(1);

    [Fact]
    public async Task Packets_OfRandomBytes_NeverThrow()
    {
        var random = new Random(20);
        for (var i = 0; i < 20_000; i++)
        {
            var packet = random.Next(2) == 0 ? new byte[random.Next(80)] : Query("kubernetes.default.svc.cluster.local", 1);
            for (var n = random.Next(1, 12); n > 0 && packet.Length > 0; n--) packet[random.Next(packet.Length)] = (byte)random.Next(256);
            var answer = await AskAsync(packet);
            if (answer is not null) answer.Length.ShouldBeInRange(12, 4096);
        }
    }

    private static async Task<byte[]?> AskAsync(byte[] query)
    {
        using var forwarder = new DnsForwarder([], TimeProvider.System);
        return await DnsServer.AnswerAsync(query, udp: true, Zone, forwarder, TestContext.Current.CancellationToken);
    }

    private static byte[] Query(string name, int type)
    {
        var labels = name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]);
        return [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. labels, 0, 0, (byte)type, 0, 1];
    }
}
