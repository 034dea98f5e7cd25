namespace Timonier.Api.FlowControl;

internal sealed partial class FairQueues
{
    /// <summary>How things stand.</summary>
    public QueueFigures Figures()
    {
        lock (gate) return new QueueFigures(limit, seatsInUse, executing, waiting, seatsWaiting, queues.Count);
    }

    /// <summary>What was asked for since the last time this was asked.</summary>
    public DemandFigures TakeDemand(long now)
    {
        lock (gate) return demand.Take(now);
    }

    /// <summary>A look into each queue, for people.</summary>
    public IReadOnlyList<QueueView> Queues()
    {
        lock (gate)
        {
            return [.. queues.Values.OrderBy(q => q.Index).Select(q => new QueueView(q.Index, q.Executing, q.ExecutingSeats, q.VirtualStart, [.. q.Waiting], q.WaitingWork))];
        }
    }
}

/// <param name="Limit">Seats there are now.</param>
/// <param name="SeatsInUse">Seats that are taken.</param>
/// <param name="Executing">Requests that run.</param>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="SeatsWaiting">Seats that those want.</param>
/// <param name="ActiveQueues">Queues with something to do.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct QueueFigures(int Limit, int SeatsInUse, int Executing, int Waiting, int SeatsWaiting, int ActiveQueues);

/// <summary>One queue at one moment.</summary>
internal sealed record QueueView(int Index, int Executing, int ExecutingSeats, double VirtualStart, IReadOnlyList<FlowWait> Waiting, double WaitingWork);
