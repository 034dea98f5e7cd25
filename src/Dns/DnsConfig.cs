using System.Net;

namespace Timonier.Dns;

/// <param name="Listen">Where to answer, UDP and TCP.</param>
/// <param name="Domain">The cluster's zone.</param>
/// <param name="Upstreams">Who answers everything else; empty: the nameservers of <paramref name="ResolvConf"/>.</param>
public sealed record DnsConfig(IReadOnlyList<IPEndPoint> Listen, string Domain = "cluster.local", IReadOnlyList<IPEndPoint>? Upstreams = null, string ResolvConf = "/etc/resolv.conf")
{
    /// <summary>Never one of our own addresses: that would be a loop.</summary>
    public IReadOnlyList<IPEndPoint> ResolveUpstreams()
    {
        var found = Upstreams ?? (File.Exists(ResolvConf)
            ? [.. File.ReadLines(ResolvConf).Select(l => l.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
                .Where(w => w.Length > 1 && w[0] == "nameserver" && IPAddress.TryParse(w[1], out _))
                .Select(w => new IPEndPoint(IPAddress.Parse(w[1]), 53))]
            : []);
        return [.. found.Where(u => !Listen.Any(l => l.Port == u.Port && (l.Address.Equals(u.Address) || l.Address.Equals(IPAddress.Any))))];
    }
}
