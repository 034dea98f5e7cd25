using Timonier.Testing.Turns;

namespace Timonier.Testing.Parts;

/// <summary>A loop of the cluster that can be ended, as a process is that crashes, and begun again.</summary>
internal sealed class Part(Pump pump, string name, Func<CancellationToken, Task> run) : IAsyncDisposable
{
    private CancellationTokenSource? stop;
    private Task running = Task.CompletedTask;

    public string Name => name;

    /// <summary>Why it ended by itself; null while it runs, or when it was told to end.</summary>
    public Exception? Failure => stop is null ? null : running.Exception?.InnerException;

    public void Start()
    {
        if (stop is not null) return;
        stop = new CancellationTokenSource();
        var token = stop.Token;
        running = pump.RunAsync(() => run(token));
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    public Task StopAsync() => pump.RunAsync(async () =>
    {
        if (stop is null) return;
        // Not CancelAsync: its callbacks would run outside of the pump.
        stop.Cancel();
        stop.Dispose();
        stop = null;
        await running.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
    });
}
