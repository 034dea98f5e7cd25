using Timonier.Node.Probes;
using Timonier.Runtime.Simulated;

namespace Timonier.Node.Simulated;

/// <summary>Answers probes by the stage that a container's life has reached; commands are not looked at.</summary>
internal sealed class SimulatedProber(SimulatedRuntime runtime) : IProber
{
    public Task<ProbeOutcome> RunAsync(ProbeSettings settings, ProbeTarget target, CancellationToken cancellation)
    {
        var succeeds = settings.Kind == ProbeKind.Liveness ? runtime.IsAlive(target.ContainerId) : runtime.IsReady(target.ContainerId);
        return Task.FromResult(succeeds ? ProbeOutcome.Success("") : ProbeOutcome.Failure(Message(settings.Action, target)));
    }

    private static string Message(ProbeAction action, ProbeTarget target) => action switch
    {
        ProbeAction.Http http => $"Get \"{http.Scheme}://{target.PodIp}:{Port(http.Port, target)}{http.Path}\": dial tcp {target.PodIp}:{Port(http.Port, target)}: connect: connection refused",
        ProbeAction.Tcp tcp => $"dial tcp {target.PodIp}:{Port(tcp.Port, target)}: connect: connection refused",
        ProbeAction.Grpc grpc => $"error: failed to connect service at \"{target.PodIp}:{grpc.Port}\": connection refused",
        _ => "",
    };

    private static int Port(IntOrString port, ProbeTarget target) => port.IsText ? target.PortOf(port.Text) ?? 0 : port.Number;
}
