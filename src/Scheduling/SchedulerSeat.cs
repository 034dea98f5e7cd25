using Microsoft.Extensions.Logging;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Scheduling.Configuration;
using Timonier.Scheduling.Extenders;
using Timonier.Scheduling.Explanations;

namespace Timonier.Scheduling;

/// <summary>Runs a scheduler while it is its turn: always without a name among rivals, else while elected by Lease.</summary>
public sealed class SchedulerSeat(
    IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers, string leaderIdentity, SchedulerConfig? config = null, Func<ExtenderConfig, HttpMessageInvoker>? http = null)
{
    private volatile SchedulerLoop? present;

    /// <summary>Whether this server's scheduler is the one that decides.</summary>
    public bool IsTaken => present is not null;

    public Task RunAsync(CancellationToken cancellation)
    {
        if (leaderIdentity.Length == 0) return LeadAsync(cancellation);
        var client = clients.For(new UserInfo("system:kube-scheduler", ["system:authenticated"]));
        var election = new LeaderElection(client, "kube-system", "kube-scheduler", leaderIdentity, time, ids, loggers.CreateLogger<LeaderElection>());
        return election.RunAsync(LeadAsync, cancellation);
    }

    /// <summary>Why a pod waits; null when it is not known, or when another server decides.</summary>
    public Task<Explanation?> ExplainAsync(string @namespace, string pod, CancellationToken cancellation) =>
        present?.ExplainAsync(@namespace, pod, cancellation) ?? Task.FromResult<Explanation?>(null);

    /// <summary>The scheduler's own figures, as Prometheus text; empty while another server decides.</summary>
    public string Metrics() => present?.Metrics() ?? "";

    // A new term knows nothing of the former: what it assumed then may have been decided by others since.
    private async Task LeadAsync(CancellationToken term)
    {
        present = new SchedulerLoop(clients, time, ids, loggers, config, http);
        try
        {
            await present.RunAsync(term);
        }
        finally
        {
            present = null;
        }
    }
}
