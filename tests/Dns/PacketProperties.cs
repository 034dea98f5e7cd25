using FsCheck;
using FsCheck.Fluent;

namespace Timonier.Dns.Tests;

/// <summary>Whatever arrives: no exception, and never more work than its length allows.</summary>
public sealed class PacketProperties
{
    private static readonly byte[] GoodQuery = Packets.Query("kubernetes.default.svc.cluster.local", RecordType.A, ednsSize: 1232);
    private static readonly byte[] GoodReply = Packets.Reply(GoodQuery, 0,
        [Packets.Alias("kubernetes.default.svc.cluster.local", 5, "a.test"), Packets.Address("a.test", 5, 192, 0, 2, 1)], [Packets.Soa("test", 5, 5)]);

    [Fact]
    public void Query_OfAnyBytes_IsReadOrRefused() => Prop.ForAll<byte[]>(bytes => Reads(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Query_WithSomeBytesChanged_IsReadOrRefused() =>
        Prop.ForAll<(int, byte)[]>(changes => Reads(Changed(GoodQuery, changes))).QuickCheckThrowOnFailure();

    [Fact]
    public void Reply_WithSomeBytesChanged_IsReadOrPassedOver() => Prop.ForAll<(int, byte)[]>(changes =>
    {
        var question = DnsQuestion.TryReadQuestion(GoodQuery)!;
        // The header and question stay, so that the records behind them are reached.
        var changed = Changed(GoodReply, changes);
        GoodReply.AsSpan(0, question.EndInPacket).CopyTo(changed);
        var reply = UpstreamReply.TryParse(changed, Packets.Id, question);
        return reply is null || reply.For(GoodQuery, question, 1).Length == changed.Length;
    }).QuickCheckThrowOnFailure();

    // A number that only counts as a lifetime when its highest bit is not set must not become one with age.
    [Fact]
    public void Reply_LifetimeThatCountsAsNone_StaysNoneWhenItGrowsOld()
    {
        var question = DnsQuestion.TryReadQuestion(GoodQuery)!;
        var packet = Packets.Reply(GoodQuery, 0, [Packets.Address(question.Name, 0xffff_ffff, 192, 0, 2, 1)]);
        var old = UpstreamReply.TryParse(packet, Packets.Id, question)!.For(GoodQuery, question, age: int.MaxValue);
        Packets.Read(old).ShouldBe([$"{question.Name} 0 192.0.2.1"]);
    }

    [Fact]
    public void Name_OfPointersOnly_IsRefusedAfterAFewSteps()
    {
        // Each pointer leads to the one before it: a chain as long as the packet.
        var packet = new byte[4096];
        for (var at = 14; at < 4096; at += 2) (packet[at], packet[at + 1]) = ((byte)(0xc0 | (at - 2) >> 8), (byte)(at - 2));
        DnsQuestion.TryReadName(packet, 4094, out _, out _).ShouldBeFalse();
        DnsQuestion.TryReadName(packet, 12 + 2 * 16, out _, out _).ShouldBeTrue();
    }

    private static bool Reads(byte[] packet) => DnsQuestion.TryParse(packet) switch
    {
        null => packet.Length < 12 || (packet[2] & 0x80) != 0,
        { Question: { } question } => question.EndInPacket <= packet.Length && question.Name.Length <= 255 && question.UdpSize is >= 512 and <= 4096,
        { Refusal: var refusal } => DnsWriter.Refusal(packet, refusal).Length == 12,
    };

    private static byte[] Changed(byte[] good, (int At, byte Value)[] changes)
    {
        var packet = good.ToArray();
        foreach (var (at, value) in changes) packet[(uint)at % packet.Length] = value;
        return packet;
    }
}
