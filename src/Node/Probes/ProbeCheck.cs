using Timonier.Node.Pods;

namespace Timonier.Node.Probes;

/// <summary>One attempt of a container's probe or lifecycle hook.</summary>
internal sealed class ProbeCheck(PodTools tools)
{
    /// <summary>Why it failed in upstream's words; null when it succeeded, or could not be asked and so counts for nothing.</summary>
    public async Task<string?> RunAsync(string containerId, PodDefinition pod, IReadOnlyList<string> ips, Place handler, TimeSpan timeout, CancellationToken cancellation)
    {
        if (ProbeSettings.Of(ProbeKind.Liveness, handler) is not { } settings) return null;
        var target = new ProbeTarget(containerId, ips.Count > 0 ? ips[0] : "127.0.0.1", name => PortOf(pod, name));
        var outcome = await tools.Prober.RunAsync(settings with { Timeout = timeout }, target, cancellation);
        return outcome.Result == ProbeResult.Failure ? outcome.Message : null;
    }

    private static int? PortOf(PodDefinition pod, string name)
    {
        foreach (var container in pod.AllContainers)
            foreach (var port in container.Spec["ports"u8].Items)
                if (port["name"u8].AsString() == name) return port["containerPort"u8].AsInt32();
        return null;
    }
}
