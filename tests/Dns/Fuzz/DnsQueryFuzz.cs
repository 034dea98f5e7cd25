using Timonier.Tests.Fuzzing;

namespace Timonier.Dns.Tests;

public sealed class DnsQueryFuzz(ITestOutputHelper output) : Fuzz(output)
{
    [Fact]
    public void Query_AnyBytes_IsAnsweredWithinItsLimitOrDropped() => Run(random =>
    {
        var packet = Noise.Broken(random, Packets.Query(RandomQuestion.Name(random), RandomQuestion.Type(random), (ushort)(random.Next(2) * random.Next(65536))));
        var parsed = Attempt(packet.Length, () => DnsQuestion.TryParse(packet));
        if (parsed is null) return;
        if (parsed.Value.Question is not { } question)
        {
            DnsWriter.Refusal(packet, parsed.Value.Refusal).Length.ShouldBeInRange(12, 512);
            return;
        }
        question.UdpSize.ShouldBeInRange(512, 4096);
        var sent = DnsWriter.Query(question.Id, question);
        var again = DnsQuestion.TryParse(sent)!.Value.Question.ShouldNotBeNull();
        (again with { EndInPacket = 0, UdpSize = 0 }).ShouldBe(question with { EndInPacket = 0, UdpSize = 0 });
        var answer = new ZoneAnswer(ResponseCode.NoError, [.. Enumerable.Range(0, random.Next(200)).Select(i => new ZoneRecord(question.Name, RecordType.A, new System.Net.IPAddress(i)))]);
        var message = DnsWriter.Answer(packet, question, answer, question.UdpSize);
        message.Length.ShouldBeLessThanOrEqualTo(Math.Max(question.UdpSize, question.EndInPacket + 11));
        var reply = UpstreamReply.TryParse(message, question.Id, question).ShouldNotBeNull();
        if (!reply.IsTruncated) reply.AliasesAndAddresses.Count.ShouldBe(answer.Answers.Count);
    });
}
