using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Leases;

/// <summary>
/// Keeps a Lease fresh as a sign of life: every quarter of its duration unless told (10 s for a node's 40 s), and sooner
/// after a failure (200 ms doubling to 7 s, as upstream's kubelet does).
/// </summary>
public sealed partial class LeaseRenewer(
    IClusterClient client, string @namespace, string name, string holder, TimeSpan duration, TimeProvider time, IIdSource ids, ILogger<LeaseRenewer> logger)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastDelay = TimeSpan.FromSeconds(7);
    private readonly LeaseLock lease = new(client, @namespace, name, holder, duration);
    private readonly RetryDelay retry = new(FirstDelay, LastDelay, ids);
    private Document? latest;

    /// <summary>Asked when the Lease is created: the ownerReference to write, for a node its Node.</summary>
    public Func<DraftObject?> Owner { get; init; } = () => null;

    /// <summary>Asked then too: the labels to write.</summary>
    public Func<DraftObject?> Labels { get; init; } = () => null;

    /// <summary>How often it renews; null: four times in the lease's duration.</summary>
    public TimeSpan? Period { get; init; }

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var failure = await RenewAsync(cancellation);
            if (failure is not null) LogRenewFailed(logger, @namespace, name, failure.Code, failure.Message);
            else retry.Reset();
            try
            {
                await Task.Delay(failure is null ? Period ?? duration / 4 : retry.Next(), time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<Status?> RenewAsync(CancellationToken cancellation)
    {
        var seen = latest;
        if (seen is null)
        {
            var read = await lease.ReadAsync(cancellation);
            if (!read.IsSuccess && !read.Failure.IsNotFound) return read.Failure;
            seen = read.Value;
        }
        var written = seen is null
            ? await lease.CreateAsync(time.GetUtcNow(), Owner(), Labels(), countTransitions: false, cancellation)
            : await lease.HoldAsync(seen, time.GetUtcNow(), countTransitions: false, cancellation);
        latest = written.Value;
        return written.Failure;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Lease {Namespace}/{Name} not renewed: {Code} {Reason}")]
    private static partial void LogRenewFailed(ILogger logger, string @namespace, string name, int code, string reason);
}
