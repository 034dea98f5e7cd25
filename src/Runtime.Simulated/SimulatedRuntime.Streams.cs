using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Commands;
using Timonier.Runtime.Simulated.Streams;

namespace Timonier.Runtime.Simulated;

public sealed partial class SimulatedRuntime
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    public async Task<ExecResult> ExecAsync(string containerId, IReadOnlyList<string> command, TimeSpan timeout, CancellationToken cancellation)
    {
        var shell = ShellIn(containerId);
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        using var late = new CancellationTokenSource(timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            var (code, _) = await shell.RunAsync(command, output, errors, either.Token);
            return new ExecResult(code, output.ToArray(), errors.ToArray());
        }
        catch (OperationCanceledException e) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"command {string.Join(' ', command)} timed out", e);
        }
    }

    public Task<IContainerSession> OpenExecAsync(string containerId, IReadOnlyList<string> command, SessionStreams streams, CancellationToken cancellation)
    {
        var shell = ShellIn(containerId);
        return Task.FromResult<IContainerSession>(new ProcessStreams(streams, async (input, output, errors, stop) =>
        {
            if (Script.IsInteractive(command)) return await new Terminal(shell, input, output, errors, streams.Tty).RunAsync(stop);
            if (command is ["cat"]) return await CopyAsync(input, output, stop);
            return (await shell.RunAsync(command, streams.Tty ? new LineEnds(output) : output, streams.Tty ? new LineEnds(errors) : errors, stop)).Code;
        }, cancellation));
    }

    /// <summary>A container whose process is a shell is talked to; of others the log is shown as it grows.</summary>
    public Task<IContainerSession> OpenAttachAsync(string containerId, SessionStreams streams, CancellationToken cancellation)
    {
        var shell = ShellIn(containerId);
        SimulatedContainer container;
        lock (gate) container = ContainerOf(containerId);
        string[] words = [.. container.Config.Command, .. container.Config.Args];
        return Task.FromResult<IContainerSession>(new ProcessStreams(streams, async (input, output, errors, stop) =>
        {
            if (!container.Config.Stdin || !streams.Stdin || !Script.IsInteractive(words)) return await FollowAsync(containerId, streams.Tty ? new LineEnds(output) : output, stop);
            var code = await new Terminal(shell, input, output, errors, streams.Tty).RunAsync(stop);
            lock (gate) End(container, code);
            return 0;
        }, cancellation));
    }

    public Task<Stream> OpenPortAsync(string sandboxId, int port, CancellationToken cancellation)
    {
        lock (gate)
        {
            var sandbox = SandboxOf(sandboxId);
            var now = time.GetUtcNow();
            if (!sandbox.Containers.Exists(c => c.IsReadyAt(now)))
                throw new RuntimeException(Unknown, $"failed to connect to localhost:{port} inside namespace of \"{sandboxId}\": dial tcp4 127.0.0.1:{port}: connect: connection refused");
            return Task.FromResult<Stream>(new PageStream($"{sandbox.Config.Namespace}/{sandbox.Config.Name} answers on port {port}\n"));
        }
    }

    private Shell ShellIn(string containerId)
    {
        lock (gate)
        {
            var container = ContainerOf(containerId);
            if (container.PhaseAt(time.GetUtcNow()) != ContainerPhase.Running) throw new RuntimeException(Unknown, $"container {containerId} is not running");
            return new Shell(new ContainerView(container.Sandbox.Config, container.Config, container.Sandbox.Ips), settings.ReadFile, time);
        }
    }

    private async Task<int> FollowAsync(string containerId, Stream output, CancellationToken cancellation)
    {
        var shown = Log(containerId)?.Count ?? 0;
        while (Log(containerId) is { } lines)
        {
            foreach (var line in lines.Skip(shown)) await Shell.WriteAsync(output, line.Text + "\n", cancellation);
            shown = lines.Count;
            if (await ContainerStatusAsync(containerId, cancellation) is not { Phase: ContainerPhase.Running }) break;
            await Task.Delay(LookAgain, time, cancellation);
        }
        return 0;
    }

    private static async Task<int> CopyAsync(Stream input, Stream output, CancellationToken cancellation)
    {
        await input.CopyToAsync(output, cancellation);
        return 0;
    }
}
