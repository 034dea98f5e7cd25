using System.IO.Pipelines;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated.Streams;

/// <summary>A process that is only a function of its input; its pipes wake whoever waits on them, without threads.</summary>
internal sealed class ProcessStreams : IContainerSession
{
    private readonly Pipe input = Inline();
    private readonly Pipe output = Inline();
    private readonly Pipe errors = Inline();
    private readonly CancellationTokenSource ending;

    /// <param name="streams">Which of them the client wants.</param>
    /// <param name="process">From input, output and errors to the exit code.</param>
    /// <param name="cancellation">Ends the process.</param>
    public ProcessStreams(SessionStreams streams, Func<Stream, Stream, Stream, CancellationToken, Task<int>> process, CancellationToken cancellation)
    {
        ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Stdin = streams.Stdin ? input.Writer.AsStream() : null;
        Stdout = streams.Stdout ? output.Reader.AsStream() : null;
        Stderr = streams is { Stderr: true, Tty: false } ? errors.Reader.AsStream() : null;
        if (!streams.Stdin) input.Writer.Complete();
        Completion = RunAsync(streams, process);
    }

    public Stream? Stdin { get; }
    public Stream? Stdout { get; }
    public Stream? Stderr { get; }
    public Task<int> Completion { get; }

    public Task ResizeAsync(int columns, int rows, CancellationToken cancellation) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        await input.Writer.CompleteAsync();
        await output.Reader.CompleteAsync();
        await errors.Reader.CompleteAsync();
        ending.Dispose();
    }

    private async Task<int> RunAsync(SessionStreams streams, Func<Stream, Stream, Stream, CancellationToken, Task<int>> process)
    {
        // Whoever opens the session gets it before its process says anything.
        await Task.Yield();
        var shown = streams.Stdout ? output.Writer.AsStream() : Stream.Null;
        var stop = ending.Token;
        var told = streams.Tty ? shown : streams.Stderr ? errors.Writer.AsStream() : Stream.Null;
        try
        {
            return await process(input.Reader.AsStream(), shown, told, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 130;
        }
        finally
        {
            await output.Writer.CompleteAsync();
            await errors.Writer.CompleteAsync();
        }
    }

    private static Pipe Inline() => new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
}
