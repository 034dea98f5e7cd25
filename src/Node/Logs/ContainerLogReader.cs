namespace Timonier.Node.Logs;

/// <summary>
/// Copies a container's log to a stream in bounded memory. Following goes on across rotation and ends when the
/// container has ended and everything it wrote was read.
/// </summary>
public sealed class ContainerLogReader(TimeProvider time)
{
    private const int ChunkBytes = 64 * 1024;

    // Runtimes cut lines at 16 KiB; what is longer than this is no log line.
    private const int MaxLineBytes = 1024 * 1024;

    private static readonly TimeSpan lookAgain = TimeSpan.FromMilliseconds(100);

    /// <exception cref="FileNotFoundException">There is no log, and nothing is left to wait for.</exception>
    public async Task ReadAsync(string path, LogQuery query, Func<bool> isRunning, Stream target, CancellationToken cancellation)
    {
        var output = new LogOutput(query);
        var file = await OpenAsync(path, query.Follow ? isRunning : null, cancellation);
        try
        {
            var opened = NameOf(file);
            if (query.TailLines is { } lines) file.Position = await TailStart.FindAsync(file, lines, cancellation);
            var buffer = new LineBuffer(ChunkBytes, MaxLineBytes);
            while (!output.IsFull)
            {
                // 1. Ask before reading: what was written before the end is then read for certain.
                var running = query.Follow && isRunning();
                var replaced = query.Follow && NameOf(file) != opened && File.Exists(path);

                // 2. Everything there is.
                await DrainAsync(file, buffer, output, target, cancellation);
                if (output.IsFull) break;

                // 3. The runtime writes to another file by now; this one is read to its end.
                if (replaced)
                {
                    await FinishLineAsync(buffer, output, target, cancellation);
                    await file.DisposeAsync();
                    file = Open(path);
                    opened = NameOf(file);
                    continue;
                }
                if (!running) break;
                if (file.Length < file.Position) file.Position = 0;
                await Task.Delay(lookAgain, time, cancellation);
            }
            if (!output.IsFull) await FinishLineAsync(buffer, output, target, cancellation);
        }
        finally
        {
            await file.DisposeAsync();
        }
    }

    private static async Task DrainAsync(FileStream file, LineBuffer buffer, LogOutput output, Stream target, CancellationToken cancellation)
    {
        while (!output.IsFull)
        {
            var read = await file.ReadAsync(buffer.Free, cancellation);
            if (read == 0) return;
            buffer.Filled(read);
            while (!output.IsFull && buffer.TryTake(out var line)) output.Add(line);
            await SendAsync(output, target, cancellation);
        }
    }

    /// <summary>A last line without its end: the writer died in the middle, or the file was cut.</summary>
    private static async Task FinishLineAsync(LineBuffer buffer, LogOutput output, Stream target, CancellationToken cancellation)
    {
        output.Add(buffer.TakeRest());
        await SendAsync(output, target, cancellation);
    }

    private static async Task SendAsync(LogOutput output, Stream target, CancellationToken cancellation)
    {
        if (output.Pending.IsEmpty) return;
        await target.WriteAsync(output.Pending, cancellation);
        await target.FlushAsync(cancellation);
        output.Sent();
    }

    /// <summary>A container that is being started or whose log is being rotated has no file for a moment.</summary>
    private async Task<FileStream> OpenAsync(string path, Func<bool>? isRunning, CancellationToken cancellation)
    {
        while (isRunning is not null && !File.Exists(path) && isRunning()) await Task.Delay(lookAgain, time, cancellation);
        return Open(path);
    }

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);

    /// <summary>Where the open file is now: its name changes when it is rotated away or deleted.</summary>
    private static string NameOf(FileStream file) =>
        File.ResolveLinkTarget($"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName ?? "";
}
