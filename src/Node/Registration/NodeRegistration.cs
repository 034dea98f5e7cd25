using Timonier.Client;
using Microsoft.Extensions.Logging;
using Timonier.Client.Leases;
using Timonier.Contracts.Cluster;
using Timonier.Node.Machines;

namespace Timonier.Node.Registration;

/// <summary>
/// Tells the cluster that this node exists and how it is: the Node object at the start, its status every 10 s when
/// something changed and every 5 min when not, and a Lease every 10 s as a sign of life.
/// </summary>
internal sealed partial class NodeRegistration(
    NodeConfig config, IMachine place, IClusterClient client, IContainerRuntime runtime, TimeProvider time, IIdSource ids, ILoggerFactory loggers)
{
    private const string LeaseNamespace = "kube-node-lease";
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan ReportPace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PaceUntilReady = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan SilenceAtMost = TimeSpan.FromMinutes(5);
    private readonly ILogger logger = loggers.CreateLogger<NodeRegistration>();
    private readonly MachineFacts machine = place.Facts;
    private Document? node;
    private DraftObject? reported;
    private NodeSituation? known;
    private DateTimeOffset reportedAt;

    /// <summary>Completes when the Node object exists; its uid is then what ownerReferences and events name.</summary>
    public Task<Document> Registered => registered.Task;

    private readonly TaskCompletionSource<Document> registered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task RunAsync(CancellationToken cancellation)
    {
        await RegisterAsync(cancellation);
        var lease = new LeaseRenewer(client, LeaseNamespace, config.Name, config.Name, LeaseDuration, time, ids, loggers.CreateLogger<LeaseRenewer>()) { Owner = Owner };
        await Task.WhenAll(lease.RunAsync(cancellation), ReportAsync(cancellation));
    }

    private async Task RegisterAsync(CancellationToken cancellation)
    {
        while (node is null)
        {
            var created = await client.CreateAsync(Nodes, "", NodeReport.Object(config, machine), cancellation: cancellation);
            if (created is { IsSuccess: false, Failure.IsAlreadyExists: true }) created = await client.GetAsync(Nodes, "", config.Name, cancellation: cancellation);
            if (created.IsSuccess)
            {
                node = created.Value;
                registered.TrySetResult(node);
                LogRegistered(config.Name);
                await RefreshLabelsAsync(cancellation);
                return;
            }
            LogNotRegistered(config.Name, created.Failure.Message);
            await Task.Delay(ReportPace / 10, time, cancellation);
        }
    }

    /// <summary>A node that comes back may run on a changed machine or with new labels in its configuration.</summary>
    private async Task RefreshLabelsAsync(CancellationToken cancellation)
    {
        var wanted = NodeReport.Labels(config, machine);
        var present = node!.Metadata["labels"u8];
        if (wanted.All(label => present[label.Key].AsString() == label.Value.AsString())) return;
        var patch = new DraftObject { ["metadata"] = new DraftObject { ["labels"] = wanted } };
        await client.PatchAsync(Nodes, "", config.Name, PatchBody.Strategic(patch), cancellation: cancellation);
    }

    private async Task ReportAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var ready = false;
            try
            {
                ready = await ReportOnceAsync(cancellation);
            }
            catch (Exception e) when (e is RuntimeException or IOException or HttpRequestException)
            {
                // The next report tells; meanwhile the Lease still says that the agent lives.
                LogReportFailed(e);
            }
            await Task.Delay(ready ? ReportPace : PaceUntilReady, time, cancellation);
        }
    }

    private async Task<bool> ReportOnceAsync(CancellationToken cancellation)
    {
        var situation = await NodeSituation.ReadAsync(runtime, place.Room(), cancellation);
        var now = time.GetUtcNow();
        // Where nothing at all has changed there is nothing to compute either, until it is time to be heard.
        if (situation == known && reported is not null && now - reportedAt < SilenceAtMost) return NodeReport.IsReady(reported);
        var status = NodeReport.Status(config, machine, situation, node!.Status, now);
        if (IsNews(status, now) && !await SendAsync(status, now, cancellation)) return false;
        known = situation;
        return NodeReport.IsReady(status);
    }

    private bool IsNews(DraftObject status, DateTimeOffset now) =>
        reported is null || now - reportedAt >= SilenceAtMost || !Draft.DeepEquals(Timeless(status), Timeless(reported));

    private async Task<bool> SendAsync(DraftObject status, DateTimeOffset now, CancellationToken cancellation)
    {
        var patch = PatchBody.Strategic(new DraftObject { ["status"] = status });
        var sent = await client.PatchAsync(Nodes, "", config.Name, patch, new WriteQuery { Subresource = "status" }, cancellation);
        if (!sent.IsSuccess)
        {
            LogNotRegistered(config.Name, sent.Failure.Message);
            if (!sent.Failure.IsNotFound) return false;
            // Someone deleted the Node: a node that still lives comes back as a new one.
            node = null;
            await RegisterAsync(cancellation);
            return false;
        }
        (node, reported, reportedAt) = (sent.Value, status, now);
        return true;
    }

    /// <summary>The status without its heartbeats, which change every time.</summary>
    private static DraftObject Timeless(DraftObject status)
    {
        var copy = status.CloneObject();
        foreach (var condition in copy.Array("conditions").OfType<DraftObject>())
        {
            condition.Remove("lastHeartbeatTime");
            condition.Remove("lastTransitionTime");
        }
        return copy;
    }

    private DraftObject? Owner() => node is null ? null : new DraftObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["name"] = config.Name,
        ["uid"] = node.Uid,
    };

    private static ResourceName Nodes => CoreResources.Nodes;

    [LoggerMessage(1, LogLevel.Information, "Node {Name} is registered")]
    private partial void LogRegistered(string name);

    [LoggerMessage(2, LogLevel.Warning, "Node {Name} could not be written: {Reason}")]
    private partial void LogNotRegistered(string name, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The node's state could not be read")]
    private partial void LogReportFailed(Exception exception);
}
