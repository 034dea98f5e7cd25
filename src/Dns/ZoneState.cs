using System.Threading.Channels;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Dns;

/// <summary>
/// The zone as it stands, built anew beside the queries when Services or EndpointSlices have changed. Changes
/// that come while one is built, or shortly after, are answered together by the next.
/// </summary>
internal sealed class ZoneState(IInformerSource informers, string domain, TimeProvider time)
{
    private static readonly ResourceName Services = new("", "v1", "services");
    private static readonly ResourceName EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private volatile DnsZoneSnapshot? present;

    /// <summary>Null until both lists are complete: half a zone would deny names that exist.</summary>
    public DnsZoneSnapshot? Present => present;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var services = informers.For(Services);
        var slices = informers.For(EndpointSlices);
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var onService = services.Subscribe(_ => changes.Writer.TryWrite(true));
        using var onSlice = slices.Subscribe(_ => changes.Writer.TryWrite(true));
        await services.SyncedAsync(cancellation);
        await slices.SyncedAsync(cancellation);
        changes.Writer.TryWrite(true);
        while (await changes.Reader.WaitToReadAsync(cancellation))
        {
            changes.Reader.TryRead(out _);
            present = DnsZoneSnapshot.Build(services.Snapshot, slices.Snapshot, domain);
            await Task.Delay(Pace, time, cancellation);
        }
    }
}
