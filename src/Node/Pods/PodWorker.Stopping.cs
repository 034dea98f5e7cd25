using Timonier.Client;
using Timonier.Contracts.Cluster;
namespace Timonier.Node.Pods;

internal sealed partial class PodWorker
{
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Ends the pod; true when nothing is left and the API object is gone.</summary>
    private async Task<bool> EndAsync(CancellationToken cancellation)
    {
        await StopAllAsync(removed ? 0 : (long)pod.Grace.TotalSeconds, cancellation);
        if (Observed.AnyRunning) return false;
        if (!removed)
        {
            await ReportAsync(cancellation);
            if (unreported)
            {
                LookIn(TimeSpan.FromSeconds(1));
                return false;
            }
            var deleted = await tools.Client.DeleteAsync(CoreResources.Pods, pod.Namespace, pod.Name, new DeleteQuery { GracePeriodSeconds = 0, PreconditionUid = pod.Uid }, cancellation);
            // A conflict may mean another pod of that name; then the watch says that ours is gone.
            if (!deleted.IsSuccess && !deleted.Failure.IsNotFound)
            {
                LookIn(TimeSpan.FromSeconds(1));
                return false;
            }
        }
        foreach (var container in Observed.Containers) await tools.Runtime.RemoveContainerAsync(container.Id, cancellation);
        foreach (var sandbox in Observed.Sandboxes) await tools.Runtime.RemoveSandboxAsync(sandbox.Id, cancellation);
        tools.Cgroups.Remove(pod.Uid);
        await tools.Volumes.RemoveAsync(pod.Uid, cancellation);
        tools.Images.Forget(pod.Uid);
        tools.Logs.Remove(pod);
        return true;
    }

    private async Task StopAllAsync(long graceSeconds, CancellationToken cancellation)
    {
        stopping?.Dispose();
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        probes.StopAll();
        try
        {
            await Task.WhenAll(Observed.Containers.Where(c => c.IsRunning).Select(c => StopOneAsync(c, graceSeconds, $"Stopping container {c.Name}", stopping.Token)));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // A shorter grace period was asked for meanwhile: the next round stops again, with it.
            LookIn(TimeSpan.Zero);
            return;
        }
        foreach (var sandbox in Observed.Sandboxes.Where(s => s.Ready)) await tools.Runtime.StopSandboxAsync(sandbox.Id, cancellation);
        await LookAtRuntimeAsync(cancellation);
    }

    private async Task StopAsync(ContainerStop stop, CancellationToken cancellation)
    {
        if (Observed.Containers.FirstOrDefault(c => c.Id == stop.Id) is not { } container) return;
        await StopOneAsync(container, stop.GraceSeconds ?? pod.SpecGrace, stop.Message, cancellation);
        await LookAtContainerAsync(container.Id, container.SandboxId, container.Hash, cancellation);
        wake.Now();
    }

    private async Task StopOneAsync(ObservedContainer container, long graceSeconds, string message, CancellationToken cancellation)
    {
        var definition = pod.Find(container.Name);
        if (told.Add(container.Id)) Record("Normal", "Killing", message, definition?.FieldPath ?? "");
        var grace = TimeSpan.FromSeconds(graceSeconds);
        if (graceSeconds > 0 && definition?.Spec["lifecycle"u8]["preStop"u8] is { IsObject: true } hook)
        {
            var began = tools.Time.GetTimestamp();
            using var limit = new CancellationTokenSource(grace, tools.Time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            try
            {
                if (await probes.HookAsync(container.Id, pod, definition, PodIps, hook, both.Token) is { } failure) Record("Warning", "FailedPreStopHook", $"PreStopHook failed: {failure}", definition.FieldPath);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                Record("Warning", "FailedPreStopHook", "PreStopHook failed: it did not end within the grace period", definition.FieldPath);
            }
            grace -= tools.Time.GetElapsedTime(began);
            // Upstream leaves a container at least two seconds after its hook.
            if (grace < TimeSpan.FromSeconds(2)) grace = TimeSpan.FromSeconds(2);
        }
        await tools.Runtime.StopContainerAsync(container.Id, grace, cancellation);
    }

    private void Interrupt()
    {
        try
        {
            stopping?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // That stop is over already.
        }
    }
}
