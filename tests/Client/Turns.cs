using System.Collections.Concurrent;

namespace Timonier.Client.Tests;

/// <summary>Runs a test and every continuation it causes on one thread, in order, so that nothing depends on the load of the machine.</summary>
public sealed class Turns : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> queue = [];

    public static void Run(Func<Task> body)
    {
        var before = Current;
        var turns = new Turns();
        SetSynchronizationContext(turns);
        try
        {
            var running = body();
            while (!running.IsCompleted || turns.queue.Count > 0)
            {
                if (!turns.queue.TryTake(out var turn, TimeSpan.FromSeconds(20))) throw new TimeoutException("The test waits for something that never happens.");
                turn.Callback(turn.State);
            }
            running.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public override void Post(SendOrPostCallback d, object? state) => queue.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nothing in the product blocks.");
}
