using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Kernel;

namespace Timonier.ServiceProxy;

/// <summary>
/// Keeps the node's service table equal to what Services and EndpointSlices say. Changes that arrive while a
/// table is being applied are answered together by the next one.
/// </summary>
public sealed partial class ServiceProxyLoop(IInformerSource informers, INodeNetwork network, string nodeName, TimeProvider time, ILogger logger)
{
    private static readonly ResourceName Services = new("", "v1", "services");
    private static readonly ResourceName EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var services = informers.For(Services);
        var slices = informers.For(EndpointSlices);
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var onService = services.Subscribe(_ => changes.Writer.TryWrite(true));
        using var onSlice = slices.Subscribe(_ => changes.Writer.TryWrite(true));
        // A table made before both lists are complete would refuse connections to services that are well.
        await services.SyncedAsync(cancellation);
        await slices.SyncedAsync(cancellation);
        changes.Writer.TryWrite(true);

        var retry = FirstRetry;
        while (await changes.Reader.WaitToReadAsync(cancellation))
        {
            changes.Reader.TryRead(out _);
            try
            {
                var started = time.GetTimestamp();
                var table = ServiceTablePlan.Compute(services.Snapshot, slices.Snapshot, nodeName);
                await network.ApplyServicesAsync(table, cancellation);
                LogApplied(table.Ports.Count, time.GetElapsedTime(started).TotalMilliseconds);
                retry = FirstRetry;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                LogFailed(e, retry);
                changes.Writer.TryWrite(true);
                await Task.Delay(retry, time, cancellation);
                retry = retry * 2 < LongestRetry ? retry * 2 : LongestRetry;
            }
        }
    }
}
