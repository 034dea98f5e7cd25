using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Client.Leases;

/// <summary>
/// One of several rivals leads, as long as it renews a Lease. Times are judged by our own clock from when a
/// change was first seen, never by comparing the rival's clock with ours.
/// </summary>
public sealed partial class LeaderElection(
    IClusterClient client, string @namespace, string name, string identity, TimeProvider time, IIdSource ids, ILogger<LeaderElection> logger)
{
    /// <summary>How long a rival waits after the last renewal it saw.</summary>
    public static TimeSpan LeaseDuration { get; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it steps back.</summary>
    public static TimeSpan RenewDeadline { get; } = TimeSpan.FromSeconds(10);

    public static TimeSpan RetryPeriod { get; } = TimeSpan.FromSeconds(2);

    // Upstream stretches the wait of candidates so that they do not collide for ever.
    private const double Jitter = 1.2;

    private readonly LeaseLock lease = new(client, @namespace, name, identity, LeaseDuration);
    private Document? seen;
    private long seenAt;

    /// <summary>Leads whenever elected, until cancelled. <paramref name="lead"/> is cancelled when the lease is lost.</summary>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        try
        {
            while (!cancellation.IsCancellationRequested)
            {
                if (await TryHoldAsync(cancellation))
                {
                    LogElected(logger, @namespace, name, identity);
                    await LeadAsync(lead, cancellation);
                    LogStepsBack(logger, @namespace, name, identity);
                }
                await Task.Delay(RetryPeriod * (1 + (ids.NextDouble() * Jitter)), time, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to end.
        }
    }

    private async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellation)
    {
        using var term = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var leading = lead(term.Token);
        var renewing = RenewUntilLostAsync(term.Token);
        await Task.WhenAny(leading, renewing);
        // Not CancelAsync: it would run the callbacks on the thread pool, out of the hands of a simulation.
        term.Cancel();
        await renewing;
        try
        {
            await leading;
        }
        catch (OperationCanceledException)
        {
            // The term ended.
        }
        if (seen is not null && seen.Spec["holderIdentity"u8].AsString() == identity) await lease.ReleaseAsync(seen, time.GetUtcNow(), CancellationToken.None);
        seen = null;
    }

    private async Task RenewUntilLostAsync(CancellationToken term)
    {
        var renewed = time.GetTimestamp();
        while (time.GetElapsedTime(renewed) < RenewDeadline)
        {
            try
            {
                await Task.Delay(RetryPeriod, time, term);
                var asked = time.GetTimestamp();
                if (await TryHoldAsync(term)) renewed = asked;
                else if (seen is not null && seen.Spec["holderIdentity"u8].AsString() != identity) return;
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task<bool> TryHoldAsync(CancellationToken cancellation)
    {
        var read = await lease.ReadAsync(cancellation);
        if (!read.IsSuccess)
        {
            if (!read.Failure.IsNotFound) return false;
            return Note((await lease.CreateAsync(time.GetUtcNow(), null, null, countTransitions: true, cancellation)).Value);
        }
        var now = read.Value;
        if (seen is null || seen.ResourceVersion != now.ResourceVersion) Note(now);
        var holder = now.Spec["holderIdentity"u8].AsString();
        var lapses = TimeSpan.FromSeconds(now.Spec["leaseDurationSeconds"u8].AsInt32());
        if (holder.Length > 0 && holder != identity && time.GetElapsedTime(seenAt) < lapses) return false;
        return Note((await lease.HoldAsync(now, time.GetUtcNow(), countTransitions: true, cancellation)).Value);
    }

    private bool Note(Document? written)
    {
        if (written is null) return false;
        seen = written;
        seenAt = time.GetTimestamp();
        return true;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} leads by {Namespace}/{Name}")]
    private static partial void LogElected(ILogger logger, string @namespace, string name, string identity);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Identity} no longer leads by {Namespace}/{Name}")]
    private static partial void LogStepsBack(ILogger logger, string @namespace, string name, string identity);
}
