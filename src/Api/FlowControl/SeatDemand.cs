namespace Timonier.Api.FlowControl;

/// <summary>How many seats were asked for over a stretch of time: its most, its mean and how far it strayed.</summary>
internal sealed class SeatDemand(long start, double ticksPerSecond)
{
    private long since = start;
    private long last = start;
    private double value;
    private double most;
    private double sum;
    private double squares;

    public void Set(double seats, long now)
    {
        Add(now);
        value = seats;
        if (seats > most) most = seats;
    }

    /// <summary>The figures since the last time; the next stretch begins now.</summary>
    public DemandFigures Take(long now)
    {
        Add(now);
        var seconds = (now - since) / ticksPerSecond;
        var mean = seconds > 0 ? sum / seconds : value;
        var spread = seconds > 0 ? Math.Sqrt(Math.Max(0, (squares / seconds) - (mean * mean))) : 0;
        var figures = new DemandFigures(most, mean, spread);
        since = now;
        most = value;
        sum = squares = 0;
        return figures;
    }

    private void Add(long now)
    {
        var seconds = (now - last) / ticksPerSecond;
        last = now;
        sum += value * seconds;
        squares += value * value * seconds;
    }
}

/// <summary>Seats asked for over a stretch of time.</summary>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
internal readonly record struct DemandFigures(double Most, double Mean, double Spread)
{
    // Upstream forgets old demand slowly: half of it in five minutes.
    private const double Memory = 0.977;

    /// <summary>Demand as it counts for sharing: rises at once, falls slowly.</summary>
    /// <param name="before">What it was.</param>
    /// <param name="periods">For how many periods of adjustment these figures stand.</param>
    public double Smoothed(double before, double periods)
    {
        var envelope = Mean + Spread;
        var kept = Math.Pow(Memory, periods);
        return Math.Max(envelope, (kept * before) + ((1 - kept) * envelope));
    }
}
