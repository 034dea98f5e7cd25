using System.Net;

namespace Timonier.Dns;

internal sealed record ZoneRecord(string Name, RecordType Type, IPAddress? Address = null, string Target = "", int Port = 0, int Seconds = 5);

/// <param name="Alias">An alias out of the zone, whose target somebody else has to resolve; empty: none.</param>
internal sealed record ZoneAnswer(ResponseCode Code, IReadOnlyList<ZoneRecord> Answers, ZoneRecord? Authority = null, string Alias = "");
