using Microsoft.Extensions.Logging;

namespace Timonier.Pki;

/// <summary>Renews certificates under the running process when they are due, and tries again while that fails.</summary>
public sealed partial class RenewalLoop(IReadOnlyList<IRenewable> certificates, TimeProvider time, ILogger logger)
{
    // A machine that slept, or whose clock was set, finds out within this time.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(10);

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var failed = false;
            foreach (var due in certificates.Where(c => c.RenewAt <= time.GetUtcNow()))
                failed |= !await TryRenewAsync(due, cancellation);
            await Task.Delay(failed ? Retry : UntilNext(), time, cancellation);
        }
    }

    private TimeSpan UntilNext()
    {
        // Delays count whole milliseconds: without one more the loop would come a little early, and spin.
        var wait = certificates.Min(c => c.RenewAt) - time.GetUtcNow() + TimeSpan.FromMilliseconds(1);
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestSleep ? wait : LongestSleep;
    }

    private async Task<bool> TryRenewAsync(IRenewable certificate, CancellationToken cancellation)
    {
        try
        {
            await certificate.RenewAsync(cancellation);
            LogRenewed(certificate.Name, certificate.RenewAt);
            return true;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // A third of its life is left: the disk or the server may well be back before that.
            LogFailed(e, certificate.Name, Retry);
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "The certificate {Name} was renewed; the next renewal is on {Next:yyyy-MM-dd}")]
    private partial void LogRenewed(string name, DateTimeOffset next);

    [LoggerMessage(2, LogLevel.Error, "The certificate {Name} could not be renewed; trying again in {Delay}")]
    private partial void LogFailed(Exception cause, string name, TimeSpan delay);
}
