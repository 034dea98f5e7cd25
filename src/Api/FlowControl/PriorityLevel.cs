namespace Timonier.Api.FlowControl;

/// <summary>A priority level at work: its seats as they are shared out at this moment, and its queues.</summary>
internal sealed class PriorityLevel
{
    // A single request may take this part of its level's seats, and never more than so many.
    private const double WidestPart = 0.15;
    private const int Widest = 10;

    public PriorityLevel(LevelSpec spec, SeatBounds bounds, TimeProvider time)
    {
        (Spec, Bounds) = (spec, bounds);
        Seats = Initial(spec, bounds);
        Queues = new FairQueues(spec.Queues, Seats, time.GetTimestamp(), time.TimestampFrequency);
    }

    public LevelSpec Spec { get; private set; }
    public SeatBounds Bounds { get; private set; }
    public FairQueues Queues { get; }

    /// <summary>What it has now, borrowed and lent seats counted.</summary>
    public int Seats { get; private set; }

    /// <summary>What was asked for when the seats were last divided.</summary>
    public DemandFigures Demand { get; private set; }
    public double SmoothedDemand { get; private set; }
    public double Target { get; private set; }

    /// <summary>As many seats as one request is counted at the most.</summary>
    public int WidestRequest => Spec.Queues.Queues == 0
        ? Widest
        : Math.Clamp((int)Math.Min(Math.Ceiling(Bounds.Nominal * WidestPart), Bounds.Nominal / Math.Max(1, Spec.Queues.HandSize)), 1, Widest);

    public void Configure(LevelSpec spec, SeatBounds bounds, long now)
    {
        if (spec == Spec && bounds == Bounds) return;
        if (bounds != Bounds || spec.IsExempt != Spec.IsExempt) Seats = Initial(spec, bounds);
        (Spec, Bounds) = (spec, bounds);
        Queues.Reshape(spec.Queues, Seats, now);
    }

    /// <summary>Looks back on what was asked for, and says what is wanted from now on.</summary>
    /// <param name="now">Now.</param>
    /// <param name="periods">How many periods of adjustment have gone by.</param>
    public SeatWish Wish(long now, double periods)
    {
        Demand = Queues.TakeDemand(now);
        SmoothedDemand = Demand.Smoothed(SmoothedDemand, periods);
        var least = Math.Max(Bounds.Lower, Math.Min(Bounds.Nominal, Demand.Most));
        Target = Math.Max(least, SmoothedDemand);
        return new SeatWish(least, Bounds.Upper, Target);
    }

    public void Give(double seats, long now)
    {
        if (Spec.IsExempt) return;
        Seats = (int)Math.Round(seats);
        Queues.Limit(Seats, now);
    }

    private static int Initial(LevelSpec spec, SeatBounds bounds) => spec.IsExempt ? int.MaxValue : bounds.Nominal - ((bounds.Nominal - bounds.Lower) / 2);
}
