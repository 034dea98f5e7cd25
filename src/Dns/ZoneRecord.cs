using System.Net;

namespace Timonier.Dns;

internal sealed record ZoneRecord(string Name, RecordType Type, IPAddress? Address = null, string Target = "", int Port = 0, int Seconds = 5);

/// <param name="Alias">An alias out of this answer, whose target is still to be resolved; empty: none.</param>
internal sealed record ZoneAnswer(ResponseCode Code, IReadOnlyList<ZoneRecord> Answers, ZoneRecord? Authority = null, string Alias = "")
{
    /// <summary>We speak as the one who knows, not as one who has asked.</summary>
    public bool Authoritative { get; init; } = true;

    /// <summary>There is more than was written; ask again by TCP.</summary>
    public bool Truncated { get; init; }
}
