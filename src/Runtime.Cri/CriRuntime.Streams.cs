using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    public async Task<IContainerSession> OpenExecAsync(string containerId, IReadOnlyList<string> command, SessionStreams streams, CancellationToken cancellation)
    {
        streams = OneOutputForTerminals(streams);
        var request = new V1.ExecRequest { ContainerId = containerId, Tty = streams.Tty, Stdin = streams.Stdin, Stdout = streams.Stdout, Stderr = streams.Stderr };
        request.Cmd.AddRange(command);
        var url = (await channel.RuntimeAsync<V1.ExecResponse>("Exec", request, cancellation)).Url;
        return await CriSession.OpenAsync(url, streams, time, cancellation);
    }

    public async Task<IContainerSession> OpenAttachAsync(string containerId, SessionStreams streams, CancellationToken cancellation)
    {
        streams = OneOutputForTerminals(streams);
        var request = new V1.AttachRequest { ContainerId = containerId, Tty = streams.Tty, Stdin = streams.Stdin, Stdout = streams.Stdout, Stderr = streams.Stderr };
        var url = (await channel.RuntimeAsync<V1.AttachResponse>("Attach", request, cancellation)).Url;
        return await CriSession.OpenAsync(url, streams, time, cancellation);
    }

    public async Task<Stream> OpenPortAsync(string sandboxId, int port, CancellationToken cancellation)
    {
        var request = new V1.PortForwardRequest { PodSandboxId = sandboxId };
        request.Port.Add(port);
        var url = (await channel.RuntimeAsync<V1.PortForwardResponse>("PortForward", request, cancellation)).Url;
        return await CriPortStream.OpenAsync(url, port, time, cancellation);
    }

    // Runtimes refuse a separate error output together with a terminal.
    private static SessionStreams OneOutputForTerminals(SessionStreams streams) => streams.Tty ? streams with { Stderr = false } : streams;
}
