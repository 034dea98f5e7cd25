using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;

namespace Timonier.Dns;

/// <summary>
/// Answers for the cluster's zone from a snapshot and passes everything else on. It listens from the first
/// moment: until the zone is known, names of the cluster are answered with a failure that clients try again.
/// </summary>
public sealed partial class DnsServer(DnsConfig config, IInformerSource informers, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AfterSocketError = TimeSpan.FromMilliseconds(50);
    private readonly TaskCompletionSource<IReadOnlyList<IPEndPoint>> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where it listens, once it does.</summary>
    public Task<IReadOnlyList<IPEndPoint>> Listening => listening.Task;

    public async Task RunAsync(CancellationToken cancellation)
    {
        // 1 listen
        var sockets = config.Listen.Select(Bind).ToList();
        var own = sockets.Select(s => (IPEndPoint)s.Tcp.LocalEndPoint!).ToList();
        using var forwarder = new DnsForwarder(new Upstreams(config, own, time), time);
        var scope = new ZoneScope(config.Domain, config.ReverseRanges ?? []);
        var zone = new ZoneState(informers, scope.Domain, time);
        var resolver = new DnsResolver(scope, () => zone.Present, forwarder);

        // 2 answer, and 3 follow the cluster meanwhile; the first that breaks ends all
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var running = new List<Task> { zone.RunAsync(stop.Token) };
        foreach (var (udp, tcp) in sockets)
        {
            running.Add(ServeUdpAsync(udp, resolver, stop.Token));
            running.Add(ServeTcpAsync(tcp, resolver, stop.Token));
        }
        foreach (var endpoint in own) LogListening(endpoint);
        listening.TrySetResult(own);
        try
        {
            await await Task.WhenAny(running);
        }
        finally
        {
            await stop.CancelAsync();
            foreach (var (udp, tcp) in sockets)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private static (Socket Udp, Socket Tcp) Bind(IPEndPoint endpoint)
    {
        var tcp = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        var udp = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            tcp.Bind(endpoint);
            tcp.Listen(128);
            udp.Bind(tcp.LocalEndPoint!);
            return (udp, tcp);
        }
        catch (SocketException e)
        {
            tcp.Dispose();
            udp.Dispose();
            throw new IOException($"DNS cannot listen on {endpoint}: {e.Message}", e);
        }
    }
}
