using Timonier.Client.Tests;

namespace Timonier.Dns.Tests;

public sealed class DnsCacheTests
{
    [Fact]
    public void Keep_BeyondTheBound_GivesUpTheOldest()
    {
        var cache = new DnsCache(new VirtualTime());
        var query = Packets.Query("a.test", RecordType.A);
        var question = DnsQuestion.TryReadQuestion(query)!;
        var reply = UpstreamReply.TryParse(Packets.Reply(query, 0, [Packets.Address("a.test", 60, 192, 0, 2, 1)]), Packets.Id, question)!;
        for (var i = 0; i < 6_000; i++) cache.Keep(CacheKey.Of(question with { Name = $"{i}.test" }), reply);
        cache.Count.ShouldBe(5_000);
        cache.Find(CacheKey.Of(question with { Name = "999.test" })).ShouldBeNull();
        cache.Find(CacheKey.Of(question with { Name = "1000.test" })).ShouldNotBeNull();
    }
}
