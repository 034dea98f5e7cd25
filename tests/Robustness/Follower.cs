namespace Timonier.Robustness.Tests;

/// <summary>A client that watches, and goes on in each life from the last event of the one before.</summary>
internal sealed class Follower(long start)
{
    private readonly Lock gate = new();
    private readonly List<SeenChange> seen = [];
    private long last = start;

    public long Last
    {
        get
        {
            lock (gate)
                return last;
        }
    }

    public async Task RunAsync(ClusterHttp http)
    {
        try
        {
            await foreach (var line in http.WatchAsync(ClusterHttp.ConfigMaps, Last))
            {
                var change = SeenChange.OfEvent(line);
                lock (gate)
                {
                    change.Revision.ShouldBeGreaterThan(last, "events come once and in order, over every restart");
                    seen.Add(change);
                    last = change.Revision;
                }
            }
        }
        catch (Exception died) when (ClusterHttp.IsDeath(died))
        {
            // The server is dead; the next life goes on from the last event.
        }
    }

    /// <summary>What was seen up to that revision since it was last asked.</summary>
    public IReadOnlyList<SeenChange> Take(long upTo)
    {
        lock (gate)
        {
            var taken = seen.TakeWhile(change => change.Revision <= upTo).ToList();
            seen.RemoveRange(0, taken.Count);
            return taken;
        }
    }
}
