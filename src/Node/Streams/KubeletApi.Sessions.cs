using Microsoft.AspNetCore.Http;
using Timonier.Streaming;

namespace Timonier.Node.Streams;

public sealed partial class KubeletApi
{
    private const string Internal = "Internal error occurred: ";

    private async Task ExecAsync(HttpContext context, string @namespace, string name, string uid, string container)
    {
        var command = context.Request.Query["command"].Select(word => word ?? "").ToArray();
        if (await RunningAsync(context, @namespace, name, uid, container) is not { } id) return;
        if (command.Length == 0)
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, "you must specify at least 1 command for the container");
            return;
        }
        await ServeAsync(context, "error executing command in container", (streams, cancellation) => runtime.OpenExecAsync(id, command, streams, cancellation));
    }

    private async Task AttachAsync(HttpContext context, string @namespace, string name, string uid, string container)
    {
        if (await RunningAsync(context, @namespace, name, uid, container) is not { } id) return;
        await ServeAsync(context, "error attaching to container", (streams, cancellation) => runtime.OpenAttachAsync(id, streams, cancellation));
    }

    private async Task PortForwardAsync(HttpContext context, string @namespace, string name, string uid)
    {
        if (await PodAsync(context, @namespace, name, uid) is not { } pod) return;
        if (pods.SandboxId(pod.Uid) is not { } sandbox)
        {
            await TextAsync(context, StatusCodes.Status500InternalServerError, $"failed to find sandbox for pod {GoText.Quote(name)}");
            return;
        }
        await ports.ServeAsync(context, (port, cancellation) => runtime.OpenPortAsync(sandbox, port, cancellation), context.RequestAborted);
    }

    private async Task ServeAsync(HttpContext context, string failing, Func<SessionStreams, CancellationToken, Task<IContainerSession>> open)
    {
        if (await commands.AcceptAsync(context, context.RequestAborted) is not { } client) return;
        await using (client)
        {
            var asked = client.Options;
            RemoteCommandOutcome outcome;
            try
            {
                await using var process = await open(new(asked.Stdin, asked.Stdout, asked.Stderr, asked.Tty), client.Ended);
                outcome = RemoteCommandOutcome.Exited(await SessionRelay.RunAsync(client, process));
            }
            catch (OperationCanceledException) when (client.Ended.IsCancellationRequested)
            {
                return;
            }
            catch (Exception refused) when (refused is RuntimeException or IOException)
            {
                // What a runtime says while it streams is worded as the node words it already.
                outcome = RemoteCommandOutcome.Failed(refused.Message.StartsWith(Internal, StringComparison.Ordinal) ? refused.Message : $"{Internal}{failing}: {refused.Message}");
            }
            await client.FinishAsync(outcome, client.Ended);
        }
    }

    private async Task<Document?> PodAsync(HttpContext context, string @namespace, string name, string uid)
    {
        if (pods.Pod(@namespace, name) is { } pod && (uid.Length == 0 || pod.Uid == uid)) return pod;
        await TextAsync(context, StatusCodes.Status404NotFound, "pod does not exist");
        return null;
    }

    /// <summary>The id of a container that can be talked to; null after an answer that says why it cannot.</summary>
    private async Task<string?> RunningAsync(HttpContext context, string @namespace, string name, string uid, string container)
    {
        if (await PodAsync(context, @namespace, name, uid) is not { } pod) return null;
        if (!HasContainer(pod, container))
        {
            await TextAsync(context, StatusCodes.Status404NotFound, $"container {container} not found in pod {name}_{@namespace}");
            return null;
        }
        if (pods.Container(pod.Uid, container)?.Current is { } current && pods.IsRunning(current.Id)) return current.Id;
        await TextAsync(context, StatusCodes.Status500InternalServerError, $"container not found ({GoText.Quote(container)})");
        return null;
    }
}
