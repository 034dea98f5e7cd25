using Microsoft.Extensions.Logging;
using Timonier.Client;
using Timonier.Client.Informers;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Network;
using Timonier.Kernel;

namespace Timonier.ServiceProxy;

/// <summary>
/// Keeps the node's service table equal to what Services and EndpointSlices say. Changes that arrive while a
/// table is being applied are answered together by the next one.
/// </summary>
public sealed partial class ServiceProxyLoop(IInformerSource informers, INodeNetwork network, string nodeName, TimeProvider time, IIdSource ids, ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        var services = informers.For(CoreResources.Services);
        var slices = informers.For(CoreResources.EndpointSlices);
        using var changes = await ChangeSignal.OfAsync([services, slices], cancellation);
        var retry = new RetryDelay(FirstRetry, LongestRetry, ids);
        while (true)
        {
            await changes.WaitAsync(cancellation);
            try
            {
                var started = time.GetTimestamp();
                var table = ServiceTablePlan.Compute(services.Snapshot, slices.Snapshot, nodeName);
                await network.ApplyServicesAsync(table, cancellation);
                LogApplied(table.Ports.Count, time.GetElapsedTime(started).TotalMilliseconds);
                retry.Reset();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var delay = retry.Next();
                LogFailed(e, delay);
                changes.Raise();
                await Task.Delay(delay, time, cancellation);
            }
        }
    }
}
