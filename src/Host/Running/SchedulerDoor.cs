using Microsoft.Extensions.Logging;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling;
using Timonier.Scheduling.Configuration;

namespace Timonier.Host.Running;

/// <summary>The way from the API, which is there first, to the scheduler, which comes when the loops start.</summary>
internal sealed class SchedulerDoor
{
    private volatile SchedulerSeat? seat;

    public SchedulerSeat Seat(IClusterClientFactory clients, SchedulerConfig config, TimeProvider time, IIdSource ids, ILoggerFactory loggers, string rival) =>
        seat = new SchedulerSeat(clients, time, ids, loggers, rival, config);

    public string Metrics() => seat?.Metrics() ?? "";

    /// <summary>Why a pod waits; null when this server's scheduler does not decide, or does not know the pod.</summary>
    public async Task<Document?> ExplainAsync(string @namespace, string pod, CancellationToken cancellation) =>
        seat is { } scheduler && await scheduler.ExplainAsync(@namespace, pod, cancellation) is { } explanation ? explanation.ToDocument() : null;
}
