using Timonier.Testing.Turns;

namespace Timonier.Tests.Live;

/// <summary>A loop that runs until it is disposed, as a process does until it is killed.</summary>
public sealed class RunningLoop : IAsyncDisposable
{
    private readonly Pump pump;
    private readonly CancellationTokenSource stop = new();
    private readonly Task task;

    internal RunningLoop(Pump pump, Func<CancellationToken, Task> loop)
    {
        this.pump = pump;
        task = pump.RunAsync(() => loop(stop.Token));
    }

    public async ValueTask DisposeAsync()
    {
        if (stop.IsCancellationRequested) return;
        pump.Post(stop.Cancel);
        await task;
        stop.Dispose();
    }
}
