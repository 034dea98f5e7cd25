using Timonier.Node.Pods;

namespace Timonier.Node.Probes;

/// <summary>One attempt of a container's probe or lifecycle hook.</summary>
internal sealed class ProbeCheck(PodTools tools)
{
    public Task<ProbeOutcome> RunAsync(string containerId, ContainerDefinition definition, IReadOnlyList<string> ips, ProbeSettings settings, CancellationToken cancellation)
    {
        var target = new ProbeTarget(containerId, ips.Count > 0 ? ips[0] : "127.0.0.1", name => PortOf(definition, name));
        return tools.Prober.RunAsync(settings, target, cancellation);
    }

    private static int? PortOf(ContainerDefinition definition, string name)
    {
        foreach (var port in definition.Spec["ports"u8].Items)
            if (port["name"u8].AsString() == name) return port["containerPort"u8].AsInt32();
        return null;
    }
}
