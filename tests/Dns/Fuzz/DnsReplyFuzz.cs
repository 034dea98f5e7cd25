using System.Buffers.Binary;
using Timonier.Tests.Fuzzing;

namespace Timonier.Dns.Tests;

public sealed class DnsReplyFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Reply_AnyBytes_IsReadOrPassedOver() => Run(random =>
    {
        var query = Packets.Query(RandomQuestion.Name(random), RandomQuestion.Type(random));
        if (DnsQuestion.TryReadQuestion(query) is not { } question) return;
        var good = Packets.Reply(query, random.Next(6), [Packets.Alias(question.Name, (uint)random.NextInt64(1L << 32), "a.test"), Packets.Address("a.test", 5, 192, 0, 2, 1)], [Packets.Soa("test", 5, 5)]);
        var packet = Noise.Broken(random, good);
        // The header and question stay for the most part, so that the records behind them are reached.
        if (random.Next(4) > 0) good.AsSpan(0, Math.Min(packet.Length, question.EndInPacket)).CopyTo(packet);
        var reply = Attempt(packet.Length, () => UpstreamReply.TryParse(packet, question.Id, question));
        if (reply is null) return;
        var age = (uint)random.Next();
        var passed = reply.For(query, question, age);
        passed.Length.ShouldBe(packet.Length);
        // In a broken one a name may lead through a lifetime, and become another with age.
        if (!packet.AsSpan().SequenceEqual(good)) return;
        var read = UpstreamReply.TryParse(passed, BinaryPrimitives.ReadUInt16BigEndian(query), question).ShouldNotBeNull();
        read.AliasesAndAddresses.Select(r => r.Seconds).ShouldBe(reply.AliasesAndAddresses.Select(r => (int)Math.Max(0L, r.Seconds - age)));
    });
}
