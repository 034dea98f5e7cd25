namespace Timonier.Api.FlowControl;

/// <summary>Upstream's guesses of what requests cost, to the digit.</summary>
internal static class WorkEstimator
{
    private const double ObjectsPerSeat = 100;
    private const double WatchersPerSeat = 10;
    private static readonly TimeSpan PerEvent = TimeSpan.FromMilliseconds(5);

    /// <param name="objects">How many stand in the range.</param>
    /// <param name="limit">How many are wanted at once; 0: all.</param>
    /// <param name="widest">As many seats as one request of the level may count.</param>
    public static FlowWork OfList(long objects, long limit, int widest)
    {
        var read = limit > 0 && limit < objects ? limit : objects;
        return new FlowWork((int)Math.Clamp(Math.Ceiling(read / ObjectsPerSeat), 1, widest));
    }

    /// <summary>A write is told to all who watch; with few of them that is as good as nothing.</summary>
    public static FlowWork OfWrite(int watchers, int widest)
    {
        if (watchers < WatchersPerSeat) return FlowWork.Least;
        var seats = Math.Ceiling(watchers / WatchersPerSeat);
        var work = seats * PerEvent;
        var final = Math.Min(seats, widest);
        return new FlowWork(1, (int)final, work / final);
    }
}
