using Microsoft.Extensions.Logging;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Scheduling;

/// <summary>Runs a scheduler while it is its turn: always without a name among rivals, else while elected by Lease.</summary>
public sealed class SchedulerSeat(IClusterClientFactory clients, TimeProvider time, IIdSource ids, ILoggerFactory loggers, string leaderIdentity)
{
    public Task RunAsync(CancellationToken cancellation)
    {
        if (leaderIdentity.Length == 0) return LeadAsync(cancellation);
        var client = clients.For(new UserInfo("system:kube-scheduler", ["system:authenticated"]));
        var election = new LeaderElection(client, "kube-system", "kube-scheduler", leaderIdentity, time, ids, loggers.CreateLogger<LeaderElection>());
        return election.RunAsync(LeadAsync, cancellation);
    }

    // A new term knows nothing of the former: what it assumed then may have been decided by others since.
    private Task LeadAsync(CancellationToken term) => new SchedulerLoop(clients, time, ids, loggers).RunAsync(term);
}
