using Timonier.Streaming;

namespace Timonier.Node.Streams;

/// <summary>Carries a user's session and a container's process to each other until the process is over.</summary>
internal static class SessionRelay
{
    /// <summary>Answers the exit code once the client has all output.</summary>
    /// <exception cref="OperationCanceledException">The client left first.</exception>
    public static async Task<int> RunAsync(RemoteCommandSession client, IContainerSession process)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(client.Ended);
        var input = InputAsync(client, process, over.Token);
        var sizes = SizesAsync(client, process, over.Token);
        try
        {
            await Task.WhenAll(OutputAsync(process.Stdout, client.Stdout, over.Token), OutputAsync(process.Stderr, client.Stderr, over.Token));
            return await process.Completion.WaitAsync(over.Token);
        }
        finally
        {
            // Input has no end of its own when the process ends first.
            await over.CancelAsync();
            await Task.WhenAll(input, sizes);
        }
    }

    private static Task OutputAsync(Stream? source, Stream? target, CancellationToken cancellation) =>
        source is null ? Task.CompletedTask : DuplexPump.CopyAsync(source, target ?? Stream.Null, null, cancellation);

    private static async Task InputAsync(RemoteCommandSession client, IContainerSession process, CancellationToken cancellation)
    {
        if (client.Stdin is null || process.Stdin is null) return;
        // Only an orderly end is the end of input: a process must not take a lost connection for it.
        if (await DuplexPump.CopyAsync(client.Stdin, process.Stdin, null, cancellation)) await process.Stdin.DisposeAsync();
    }

    private static async Task SizesAsync(RemoteCommandSession client, IContainerSession process, CancellationToken cancellation)
    {
        try
        {
            await foreach (var size in client.ResizesAsync(cancellation)) await process.ResizeAsync(size.Columns, size.Rows, cancellation);
        }
        catch (Exception gone) when (gone is OperationCanceledException or RuntimeException or IOException)
        {
            // The process ended, or has no terminal; its output goes on.
        }
    }
}
