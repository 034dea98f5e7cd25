using Timonier.Node.Containers;

namespace Timonier.Node.Pods;

/// <summary>Recognises by their labels the pods that the runtime already has.</summary>
internal static class Adoption
{
    public static async Task<IReadOnlyDictionary<string, ObservedPod>> ListAsync(IContainerRuntime runtime, CancellationToken cancellation)
    {
        var pods = new Dictionary<string, ObservedPod>(StringComparer.Ordinal);
        foreach (var sandbox in await runtime.ListSandboxesAsync(cancellation))
            pods[sandbox.Uid] = pods.GetValueOrDefault(sandbox.Uid, ObservedPod.Nothing).With(new ObservedSandbox(sandbox.Id, sandbox.Attempt, sandbox.Ready, sandbox.CreatedAt, []));
        foreach (var container in await runtime.ListContainersAsync(cancellation))
        {
            if (!container.Labels.TryGetValue(RuntimeLabels.PodUid, out var uid)) continue;
            var status = await runtime.ContainerStatusAsync(container.Id, cancellation);
            if (status is null) continue;
            pods[uid] = pods.GetValueOrDefault(uid, ObservedPod.Nothing).With(new ObservedContainer(container.SandboxId, container.Annotations.GetValueOrDefault(RuntimeLabels.Hash, ""), status));
        }
        return pods;
    }
}
