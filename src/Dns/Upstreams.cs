using System.Collections.Concurrent;
using System.Net;

namespace Timonier.Dns;

/// <summary>
/// The nameservers to ask, in the order in which to ask them: those of the configuration, or those of
/// resolv.conf as it stands, without ourselves. Who lately kept us waiting comes last.
/// </summary>
internal sealed class Upstreams(DnsConfig config, IReadOnlyList<IPEndPoint> own, TimeProvider time)
{
    // As many as the resolver of the C library reads.
    private const int Most = 3;
    private static readonly TimeSpan FileHolds = TimeSpan.FromSeconds(5), SilenceHolds = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<IPEndPoint, DateTimeOffset> silentUntil = new();
    private volatile Known? known;

    public IReadOnlyList<IPEndPoint> InOrder()
    {
        var now = time.GetUtcNow();
        return [.. Present(now).OrderBy(u => silentUntil.TryGetValue(u, out var until) && until > now)];
    }

    public void WasSilent(IPEndPoint upstream) => silentUntil[upstream] = time.GetUtcNow() + SilenceHolds;

    public void Answered(IPEndPoint upstream) => silentUntil.TryRemove(upstream, out _);

    private IReadOnlyList<IPEndPoint> Present(DateTimeOffset now)
    {
        if (known is { } present && now < present.Until) return present.Servers;
        var read = new Known([.. (config.Upstreams ?? Read(config.ResolvConf)).Where(u => !IsSelf(u)).Take(Most)], now + FileHolds);
        known = read;
        return read.Servers;
    }

    private bool IsSelf(IPEndPoint server) =>
        own.Any(o => o.Port == server.Port && (o.Address.Equals(server.Address) || (o.Address.Equals(IPAddress.Any) && IPAddress.IsLoopback(server.Address))));

    private static List<IPEndPoint> Read(string path)
    {
        var found = new List<IPEndPoint>();
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                var words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
                if (words is ["nameserver", var server, ..] && IPAddress.TryParse(server, out var address)) found.Add(new IPEndPoint(address, 53));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A machine without the file, or in the midst of replacing it, has no nameservers; the next look may find some.
        }
        return found;
    }

    private sealed record Known(IReadOnlyList<IPEndPoint> Servers, DateTimeOffset Until);
}
