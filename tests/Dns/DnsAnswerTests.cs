using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Dns.Tests;

public sealed class DnsAnswerTests
{
    private static readonly DnsZoneSnapshot Zone = DnsZoneSnapshot.Build(
        ObjectSnapshot.Empty
            .With(Document.Parse("""{"metadata":{"name":"kubernetes","namespace":"default"},"spec":{"clusterIP":"10.43.0.1","ports":[{"name":"https","port":443,"protocol":"TCP"}]}}"""))
            .With(Document.Parse("""{"metadata":{"name":"db","namespace":"shop"},"spec":{"clusterIP":"None"}}"""))
            .With(Document.Parse("""{"metadata":{"name":"out","namespace":"shop"},"spec":{"type":"ExternalName","externalName":"example.test"}}"""))
            .With(Document.Parse("""{"metadata":{"name":"alias","namespace":"shop"},"spec":{"type":"ExternalName","externalName":"kubernetes.default.svc.cluster.local."}}"""))
            .With(Document.Parse("""{"metadata":{"name":"round","namespace":"shop"},"spec":{"type":"ExternalName","externalName":"round.shop.svc.cluster.local"}}""")),
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
    [InlineData("out.shop.svc.cluster.local", 5, 0, 1)]
    [InlineData("1.0.43.10.in-addr.arpa", 12, 0, 1)]
    [InlineData("5.0.42.10.in-addr.arpa", 12, 0, 1)]
    [InlineData("9.9.42.10.in-addr.arpa", 12, 3, 0)]
    [InlineData("9.9.43.10.in-addr.arpa", 12, 3, 0)]
    [InlineData("0.43.10.in-addr.arpa", 12, 0, 0)]
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

    [Theory]
    [InlineData("9.9.44.10.in-addr.arpa")]
    [InlineData("10.in-addr.arpa")]
    [InlineData("x.9.43.10.in-addr.arpa")]
    [InlineData("notcluster.local")]
    public async Task Name_ThatIsNotOurs_IsNotAnsweredWithAuthority(string name) =>
        Packets.IsAuthoritative((await AskAsync(Query(name, 12)))!).ShouldBeFalse();

    [Fact]
    public async Task Name_ThatPointsAtItself_IsAFormatError() =>
        ((await AskAsync([0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]))![3] & 0xf).ShouldBe(1);

    [Theory]
    [InlineData("alias.shop.svc.cluster.local", 1, "alias.shop.svc.cluster.local 5 kubernetes.default.svc.cluster.local|kubernetes.default.svc.cluster.local 5 10.43.0.1")]
    [InlineData("alias.shop.svc.cluster.local", 5, "alias.shop.svc.cluster.local 5 kubernetes.default.svc.cluster.local")]
    public async Task ExternalName_IntoTheZone_IsFollowedThere(string name, int type, string expected) =>
        Packets.Read((await AskAsync(Query(name, type)))!).ShouldBe(expected.Split('|'));

    [Theory]
    [InlineData("round.shop.svc.cluster.local")]
    [InlineData("out.shop.svc.cluster.local")]
    public async Task ExternalName_ThatLeadsNowhere_Fails(string name) =>
        Packets.Code((await AskAsync(Query(name, 1)))!).ShouldBe(2);

    private static async Task<byte[]?> AskAsync(byte[] query)
    {
        using var forwarder = new DnsForwarder(new Upstreams(new DnsConfig([], Upstreams: []), [], TimeProvider.System), TimeProvider.System);
        var scope = new ZoneScope("cluster.local", [System.Net.IPNetwork.Parse("10.42.0.0/16"), System.Net.IPNetwork.Parse("10.43.0.0/16")]);
        return await new DnsResolver(scope, () => Zone, forwarder).AnswerAsync(query, udp: true, TestContext.Current.CancellationToken);
    }

    private static byte[] Query(string name, int type) => Packets.Query(name, (RecordType)type);
}
