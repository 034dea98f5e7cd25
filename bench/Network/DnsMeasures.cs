using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Dns;

namespace Timonier.Network.Bench;

/// <summary>Questions over UDP on the loopback; the askers' own work, in the same process, is in every figure.</summary>
internal static class DnsMeasures
{
    private const int Askers = 16, PerAsker = 10_000;

    public static async Task RunAsync(MadeUpCluster cluster, ResultTable table)
    {
        using var stop = new CancellationTokenSource();
        var server = new DnsServer(new DnsConfig([new IPEndPoint(IPAddress.Loopback, 0)], Upstreams: []), cluster, TimeProvider.System, NullLogger.Instance);
        var running = server.RunAsync(stop.Token);
        var address = (await server.Listening)[0];
        // The first round pays for the just-in-time compiler.
        await AskAllAsync(address, "svc-{0}.default.svc.cluster.local");
        await MeasureAsync(address, "svc-{0}.default.svc.cluster.local", "DNS, names of services", table);
        await MeasureAsync(address, "svc-{0}.default.svc.cluster.local.default.svc.cluster.local", "DNS, names that are not there (search paths)", table);

        var meter = Meter.Start();
        const int Builds = 20;
        for (var i = 0; i < Builds; i++) DnsZoneSnapshot.Build(cluster.Services, cluster.Slices, "cluster.local");
        table.Add("DNS, zone of 1,000 services built", $"{meter.Seconds * 1000 / Builds:N1} ms", meter.CpuPer(Builds));
        await stop.CancelAsync();
        await running.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static async Task MeasureAsync(IPEndPoint address, string pattern, string name, ResultTable table)
    {
        var meter = Meter.Start();
        await AskAllAsync(address, pattern);
        table.Add($"{name}, {Askers} askers", $"{Askers * PerAsker / meter.Seconds:N0}/s", meter.CpuPer(Askers * PerAsker));
    }

    private static Task AskAllAsync(IPEndPoint address, string pattern) =>
        Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => AskAsync(address, pattern, asker)));

    private static async Task AskAsync(IPEndPoint address, string pattern, int asker)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(address);
        var queries = Enumerable.Range(0, 64).Select(i => Query(string.Format(null, pattern, (asker * 61 + i) % 1000))).ToArray();
        var buffer = new byte[1500];
        for (var i = 0; i < PerAsker; i++)
        {
            await socket.SendAsync(queries[i % queries.Length]);
            await socket.ReceiveAsync(buffer);
        }
    }

    private static byte[] Query(string name) =>
        [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. name.Split('.').SelectMany(l => (byte[])[(byte)l.Length, .. Encoding.ASCII.GetBytes(l)]), 0, 0, 1, 0, 1];
}
