using System.Text;
using Timonier.Node.Logs;
using Timonier.Node.Streams;

namespace Timonier.Node.Pods;

internal sealed partial class PodWorker
{
    // How much of a log stands for a message, where the pod asks for that.
    private const int FallbackLines = 80;
    private const int FallbackBytes = 2048;

    /// <summary>Asks again about everything that may still change.</summary>
    private async Task LookAtRuntimeAsync(CancellationToken cancellation)
    {
        foreach (var sandbox in Observed.Sandboxes)
            if (sandbox.Ready) await LookAtSandboxAsync(sandbox.Id, sandbox.Attempt, cancellation);
        foreach (var container in Observed.Containers)
            if (!container.IsExited) await LookAtContainerAsync(container.Id, container.SandboxId, container.Hash, cancellation);
        probes.Follow(pod, Observed, PodIps);
    }

    private async Task LookAtSandboxAsync(string id, uint attempt, CancellationToken cancellation)
    {
        var status = await tools.Runtime.SandboxStatusAsync(id, cancellation);
        if (status is null) Observed = Observed.WithoutSandbox(id);
        else Observed = Observed.With(new ObservedSandbox(id, attempt, status.Ready, status.CreatedAt, [.. status.Ips]));
    }

    private async Task LookAtContainerAsync(string id, string sandboxId, string hash, CancellationToken cancellation)
    {
        var status = await tools.Runtime.ContainerStatusAsync(id, cancellation);
        if (status is null)
        {
            Observed = Observed.WithoutContainer(id);
            return;
        }
        var message = status.Phase == ContainerPhase.Exited ? await TerminationMessageAsync(status, cancellation) : "";
        Observed = Observed.With(new ObservedContainer(sandboxId, hash, status) { TerminationMessage = message });
        probes.Follow(pod, Observed, PodIps);
    }

    private async Task<string> TerminationMessageAsync(ContainerStatus status, CancellationToken cancellation)
    {
        if (tools.Volumes.TerminationMessage(pod.Uid, status.Name, status.Attempt) is not { } text) return "";
        if (text.Length > 0 || status.ExitCode == 0 || pod.Find(status.Name)?.Spec["terminationMessagePolicy"u8].AsString() != "FallbackToLogsOnError") return text;
        return await LogEndAsync(new ContainerInstance(status.Id, status.LogPath), cancellation);
    }

    private async Task<string> LogEndAsync(ContainerInstance instance, CancellationToken cancellation)
    {
        if (!tools.Logs.Exist(instance)) return "";
        using var end = new MemoryStream();
        await tools.Logs.ReadAsync(instance, new LogQuery { TailLines = FallbackLines }, () => false, end, cancellation);
        var bytes = end.GetBuffer().AsSpan(0, (int)end.Length);
        return Encoding.UTF8.GetString(bytes[^Math.Min(bytes.Length, FallbackBytes)..]);
    }

    /// <summary>Of the dead containers of one name the newest two stay, for --previous and lastState.</summary>
    private async Task RemoveOldContainersAsync(CancellationToken cancellation)
    {
        foreach (var old in Observed.Containers.GroupBy(c => c.Name, StringComparer.Ordinal).SelectMany(g => g.Skip(2)).Where(c => c.IsExited).ToArray())
        {
            await tools.Runtime.RemoveContainerAsync(old.Id, cancellation);
            tools.Logs.Remove(new ContainerInstance(old.Id, old.Status.LogPath));
            Observed = Observed.WithoutContainer(old.Id);
        }
    }
}
