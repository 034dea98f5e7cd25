using Timonier.Client.Events;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Metrics;
using Timonier.Scheduling.Nodes;
using Timonier.Scheduling.Queue;

namespace Timonier.Scheduling;

public sealed partial class SchedulerLoop
{
    private async Task BindAsync(WaitingPod waiting, string node, CancellationToken cancellation)
    {
        var (pod, profile, began) = (waiting.Request, waiting.Profile, time.GetTimestamp());
        // The turn goes on with the next pod; bindings are many at a time.
        await Task.Yield();
        Status? failure;
        try
        {
            failure = await WriteAsync(pod, profile, node, cancellation);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception e)
        {
            // The edge of one binding: the pod is tried again, the others go on.
            LogBindBroke(logger, e, pod.Namespace, pod.Name);
            failure = new Status(500, "InternalError", e.Message);
        }
        metrics.Attempted(failure is null ? SchedulerMetrics.Scheduled : SchedulerMetrics.Error, profile.SchedulerName, time.GetElapsedTime(began));
        if (failure is null) metrics.Waited(waiting.Attempts, time.GetUtcNow() - waiting.Since);
        if (failure is null) events[profile.SchedulerName].Record(ObjectReference.To(pod.Pod), "Normal", "Scheduled", $"Successfully assigned {pod.Namespace}/{pod.Name} to {node}");
        else if (!failure.IsConflict && !failure.IsNotFound) LogBindRefused(logger, pod.Namespace, pod.Name, node, failure.Code, failure.Message);
        if (failure is null && profile.Reserves.Count == 0) return;
        changes.Writer.TryWrite(() =>
        {
            Release(pod, profile);
            if (failure is null) return;
            Lift(pod.Pod);
            queue.Retry(pod.Uid);
        });
    }

    private async Task<Status?> WriteAsync(PodRequest pod, Profile profile, string node, CancellationToken cancellation)
    {
        var context = new BindingContext(client, cluster, source!, time);
        foreach (var plugin in profile.PreBinds)
            if (await plugin.PrepareAsync(pod, node, context, cancellation) is { } failure) return failure;
        if (extenders.FirstOrDefault(e => e.Config.BindVerb.Length > 0 && e.IsAbout(pod)) is { } extender)
        {
            await extender.BindAsync(pod, node, cancellation);
            return null;
        }
        return await profile.Binds[0].BindAsync(pod, node, context, cancellation);
    }
}
