namespace Timonier.Dns;

/// <summary>One query in, one answer out: from the zone when the name is ours, else from other servers.</summary>
/// <param name="scope">Which names are ours.</param>
/// <param name="zone">The zone as it stands; null until it is known.</param>
/// <param name="forwarder">Whoever knows the rest.</param>
internal sealed class DnsResolver(ZoneScope scope, Func<DnsZoneSnapshot?> zone, DnsForwarder forwarder)
{
    private const int LargestMessage = 65535, LongestChain = 8;
    private static readonly ZoneAnswer Failure = new(ResponseCode.ServerFailure, []) { Authoritative = false };

    /// <summary>The answer to send, or null when silence is right.</summary>
    public async ValueTask<byte[]?> AnswerAsync(ReadOnlyMemory<byte> query, bool udp, CancellationToken cancellation)
    {
        if (DnsQuestion.TryParse(query.Span) is not { } parsed) return null;
        if (parsed.Question is not { } question) return DnsWriter.Refusal(query.Span, parsed.Refusal);
        var limit = udp ? question.UdpSize : LargestMessage;
        if (question.Type == RecordType.Axfr) return DnsWriter.Answer(query.Span, question, new ZoneAnswer(ResponseCode.Refused, []), limit);
        if (question.Class == 1 && scope.Owns(question.Name))
        {
            var answer = await FromZoneAsync(question, cancellation);
            return DnsWriter.Answer(query.Span, question, answer, limit);
        }

        if (await forwarder.AskAsync(question, cancellation) is not { } passed) return DnsWriter.Answer(query.Span, question, Failure, limit);
        if (passed.Reply.Length <= limit) return passed.Reply.For(query.Span, question, passed.Age);
        // Too long for the asker's datagram: the question alone, marked so that it comes again by TCP.
        return DnsWriter.Answer(query.Span, question, new ZoneAnswer(passed.Reply.Code, []) { Authoritative = false, Truncated = true }, limit);
    }

    /// <summary>An alias is followed, through our zone and out of it, so that askers need not ask again.</summary>
    private async ValueTask<ZoneAnswer> FromZoneAsync(DnsQuestion question, CancellationToken cancellation)
    {
        if (zone() is not { } present) return Failure;
        var answer = present.Find(question.Name, question.Type);
        if (answer.Alias.Length == 0 || question.Type is not (RecordType.A or RecordType.Aaaa)) return answer;
        var chain = new List<ZoneRecord>(answer.Answers);
        for (var step = 0; step < LongestChain; step++)
        {
            var target = question with { Name = answer.Alias };
            if (!scope.Owns(target.Name)) return await OutOfZoneAsync(target, chain, cancellation);
            answer = present.Find(target.Name, target.Type);
            chain.AddRange(answer.Answers);
            if (answer.Alias.Length == 0) return answer with { Answers = chain };
        }
        return Failure;
    }

    private async ValueTask<ZoneAnswer> OutOfZoneAsync(DnsQuestion target, List<ZoneRecord> chain, CancellationToken cancellation)
    {
        // The asker's wish for signatures or for no recursion is not the alias's.
        var plain = target with { RecursionDesired = true, HasEdns = false, DnssecOk = false, CheckingDisabled = false };
        if (await forwarder.AskAsync(plain, cancellation) is not { } passed || passed.Reply.Code is not (ResponseCode.NoError or ResponseCode.NameError)) return Failure;
        foreach (var record in passed.Reply.AliasesAndAddresses) chain.Add(record with { Seconds = Math.Max(0, record.Seconds - (int)passed.Age) });
        return new ZoneAnswer(passed.Reply.Code, chain);
    }
}
