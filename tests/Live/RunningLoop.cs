namespace Timonier.Tests.Live;

/// <summary>A loop that runs until it is disposed, as a process does until it is killed.</summary>
public sealed class RunningLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Task task;

    public RunningLoop(Func<CancellationToken, Task> loop) => task = Task.Run(() => loop(stop.Token));

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        await stop.CancelAsync();
        await task.WaitAsync(LiveCluster.Patience);
        stop.Dispose();
    }
}
