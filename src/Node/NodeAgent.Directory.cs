using Timonier.Node.Pods;
using Timonier.Node.Streams;

namespace Timonier.Node;

public sealed partial class NodeAgent
{
    IReadOnlyCollection<Document> IPodDirectory.Pods => [.. pods.Snapshot.All];

    Document? IPodDirectory.Pod(string @namespace, string name) => pods.Snapshot.Get(@namespace, name);

    string? IPodDirectory.SandboxId(string podUid) => Find(podUid)?.Observed.Sandbox is { Ready: true } sandbox ? sandbox.Id : null;

    PodContainer? IPodDirectory.Container(string podUid, string container)
    {
        if (Find(podUid) is not { } worker || worker.Pod.Find(container) is null) return null;
        var observed = worker.Observed;
        return new PodContainer(InstanceOf(observed.Latest(container)), InstanceOf(observed.Previous(container)), worker.WaitingReason(container));
    }

    bool IPodDirectory.IsRunning(string containerId)
    {
        lock (gate) return workers.Values.Any(w => w.Observed.Containers.Any(c => c.Id == containerId && c.IsRunning));
    }

    private static ContainerInstance? InstanceOf(ObservedContainer? container) =>
        container is null ? null : new ContainerInstance(container.Id, container.Status.LogPath);
}
