namespace Timonier.Api.FlowControl;

/// <summary>One of the queues of a level while it has something to do, with its account of the work it has had.</summary>
internal sealed class FlowQueue(int index)
{
    // What a request is believed to take until it is known, in seconds; upstream's guess.
    public const double Guess = 0.003;
    private readonly LinkedList<FlowWait> waiting = [];

    public int Index => index;
    public IEnumerable<FlowWait> Waiting => waiting;
    public int Count => waiting.Count;
    public double WaitingWork { get; private set; }
    public int Executing { get; set; }
    public int ExecutingSeats { get; set; }

    /// <summary>When, in virtual time, its next request starts.</summary>
    public double VirtualStart { get; set; }
    public bool IsActive => waiting.Count > 0 || Executing > 0;
    public FlowWait First => waiting.First!.Value;

    public void Add(FlowWait wait)
    {
        waiting.AddLast(wait);
        WaitingWork += wait.Work.Weight(Guess);
    }

    public bool Remove(FlowWait wait)
    {
        if (!waiting.Remove(wait)) return false;
        WaitingWork -= wait.Work.Weight(Guess);
        return true;
    }

    /// <summary>Seat-seconds that wait or run here.</summary>
    public double Work => WaitingWork + (ExecutingSeats * Guess);
}
