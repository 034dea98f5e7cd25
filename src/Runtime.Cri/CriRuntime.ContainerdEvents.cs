using System.Runtime.CompilerServices;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    // The namespace in which containerd keeps what CRI made.
    private const string Ends = "namespace==k8s.io,topic==\"/tasks/delete\"";
    private const string PodUidLabel = "io.kubernetes.pod.uid";
    private const int SettlingLooks = 100;
    private static readonly TimeSpan settling = TimeSpan.FromMilliseconds(10);

    /// <summary>The ends of containers and sandboxes; their starts are the caller's own doing.</summary>
    private async IAsyncEnumerable<RuntimeEvent> ContainerdEventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var request = new V1.SubscribeRequest { Filters = { Ends } };
        await foreach (var envelope in channel.StreamAsync<V1.Envelope>("containerd.services.events.v1.Events/Subscribe", request, cancellation))
        {
            if (envelope.Event is null) continue;
            var id = V1.TaskDelete.Parser.ParseFrom(envelope.Event.Value).ContainerId;
            if (await EndedAsync(id, cancellation) is { } ended) yield return ended;
        }
    }

    /// <summary>
    /// Containerd tells the end of a task a moment before CRI's status shows it: an event is passed on when it does, so
    /// that whoever looks then sees it. Null for what is removed already.
    /// </summary>
    private async Task<RuntimeEvent?> EndedAsync(string id, CancellationToken cancellation)
    {
        RuntimeEvent? ended = null;
        for (var look = 0; look < SettlingLooks; look++)
        {
            var container = await ContainerAsync(id, cancellation);
            if (container is not null)
            {
                ended = new(RuntimeEventKind.Stopped, id, "", container.Labels.GetValueOrDefault(PodUidLabel, ""));
                if (container.State != V1.ContainerState.ContainerRunning) break;
            }
            else
            {
                var sandbox = (await SandboxAsync(id, verbose: false, cancellation))?.Status;
                if (sandbox is null) break;
                ended = new(RuntimeEventKind.Stopped, id, id, sandbox.Metadata?.Uid ?? "");
                if (sandbox.State != V1.PodSandboxState.SandboxReady) break;
            }
            await Task.Delay(settling, time, cancellation);
        }
        return ended;
    }
}
