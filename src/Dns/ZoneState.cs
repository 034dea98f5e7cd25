using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Dns;

/// <summary>
/// The zone as it stands, built anew beside the queries when Services or EndpointSlices have changed. Changes
/// that come while one is built, or shortly after, are answered together by the next.
/// </summary>
internal sealed class ZoneState(IInformerSource informers, string domain, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);
    private volatile DnsZoneSnapshot? present;

    /// <summary>Null until both lists are complete: half a zone would deny names that exist.</summary>
    public DnsZoneSnapshot? Present => present;

    public async Task RunAsync(CancellationToken cancellation)
    {
        var services = informers.For(CoreResources.Services);
        var slices = informers.For(CoreResources.EndpointSlices);
        using var changes = await ChangeSignal.OfAsync([services, slices], cancellation);
        while (true)
        {
            await changes.WaitAsync(cancellation);
            present = DnsZoneSnapshot.Build(services.Snapshot, slices.Snapshot, domain);
            await Task.Delay(Pace, time, cancellation);
        }
    }
}
