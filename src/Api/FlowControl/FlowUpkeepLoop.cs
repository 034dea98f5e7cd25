using Microsoft.Extensions.Logging;
using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Contracts.Store;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.FlowControl;

/// <summary>Follows the FlowSchemas and their levels and does what <see cref="FlowUpkeep"/> finds to do, whenever something about them changes.</summary>
internal sealed partial class FlowUpkeepLoop(IClusterClientFactory clients, IRevisionStore store, TimeProvider time, ILogger logger)
{
    /// <summary>Who writes; its role allows this and nothing else.</summary>
    public static readonly UserInfo Self = UserInfo.Controller("priority-and-fairness");

    private const string Producer = "api-priority-and-fairness-config-producer-v1";
    private const string Consumer = "api-priority-and-fairness-config-consumer-v1";
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterManyFailures = TimeSpan.FromMinutes(1);
    private readonly IClusterClient client = clients.For(Self);

    /// <summary>Makes sure of everything once; what cannot be done now is left to <see cref="RunAsync"/>.</summary>
    public async ValueTask EnsureAsync(CancellationToken cancellation)
    {
        // The second look says of the schemas that were just made that their levels exist.
        for (var look = 0; look < 2; look++)
            if (await UpkeepAsync(cancellation) is { } failure) LogUndone(failure.Message);
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        var delay = AfterFailure;
        while (true)
        {
            using var watch = store.Watch(Fairness.Prefix, store.CurrentRevision);
            while (await UpkeepAsync(cancellation) is { } failure)
            {
                LogUndone(failure.Message);
                await Task.Delay(delay, time, cancellation);
                delay = delay * 2 < AfterManyFailures ? delay * 2 : AfterManyFailures;
            }
            delay = AfterFailure;
            if (!await watch.WaitAsync(cancellation) && watch.End == StoreWatchEnd.Closed) return;
        }
    }

    private async ValueTask<Status?> UpkeepAsync(CancellationToken cancellation)
    {
        var page = await store.ListAsync(new StoreRange(Fairness.Prefix), cancellation);
        Status? failure = null;
        foreach (var action in FlowUpkeep.Plan(page.Entries.Select(Stored.Read), time.GetUtcNow()))
        {
            var outcome = await DoAsync(action, cancellation);
            // Somebody else has done the same or something newer: that comes as a change.
            if (outcome is { IsAlreadyExists: false, IsConflict: false, IsNotFound: false }) failure = outcome;
        }
        return failure;
    }

    private async ValueTask<Status?> DoAsync(UpkeepAction action, CancellationToken cancellation)
    {
        var resource = new ResourceName("flowcontrol.apiserver.k8s.io", "v1", action.Kind == "FlowSchema" ? "flowschemas" : "prioritylevelconfigurations");
        var outcome = action.Do switch
        {
            "create" => await client.CreateAsync(resource, "", action.Object, new WriteQuery { FieldManager = Producer }, cancellation),
            "update" => await client.UpdateAsync(resource, "", action.Object, new WriteQuery { FieldManager = Producer }, cancellation),
            "delete" => await client.DeleteAsync(resource, "", action.Name, cancellation: cancellation),
            _ => await client.PatchAsync(resource, "", action.Name, new PatchBody(PatchKind.Apply, action.Object.ToDocument().Utf8),
                new WriteQuery { FieldManager = Consumer, Subresource = "status" }, cancellation),
        };
        return outcome.Failure;
    }
}
