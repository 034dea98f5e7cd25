using System.Net;

namespace Timonier.Dns;

/// <summary>Which names are ours to answer, whether they exist or not; known before anything is known of the cluster.</summary>
internal sealed class ZoneScope(string domain, IReadOnlyList<IPNetwork> ranges)
{
    public const string Reverse = "in-addr.arpa";

    public string Domain { get; } = domain.TrimEnd('.').ToLowerInvariant();

    public bool Owns(string name) => IsUnder(name, Domain) || (IsUnder(name, Reverse) && IsOurAddress(name));

    public static bool IsUnder(string name, string domain) =>
        name == domain || (name.EndsWith(domain, StringComparison.Ordinal) && name[^(domain.Length + 1)] == '.');

    /// <summary>Whether all addresses below this reverse name lie in one of our ranges.</summary>
    private bool IsOurAddress(string name)
    {
        if (name.Length <= Reverse.Length) return false;
        var labels = name[..^(Reverse.Length + 1)].Split('.');
        if (labels.Length > 4) return false;
        Span<byte> bytes = stackalloc byte[4];
        bytes.Clear();
        for (var i = 0; i < labels.Length; i++)
            if (!byte.TryParse(labels[^(i + 1)], out bytes[i])) return false;
        var address = new IPAddress(bytes);
        return ranges.Any(range => labels.Length * 8 >= range.PrefixLength && range.Contains(address));
    }
}
